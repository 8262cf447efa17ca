using Router.Wire;

namespace Router.Sim;

/// <summary>A change of a direction's impairments: what is not named stays as it is.</summary>
public sealed record ImpairmentPatch
{
    public Duration? Delay { get; init; }

    public Duration? Jitter { get; init; }

    public bool? Reorder { get; init; }

    public int? LossPpm { get; init; }

    public int? LossEvery { get; init; }

    public BurstLoss? Burst { get; init; }

    public int? DuplicatePpm { get; init; }

    public int? CorruptPpm { get; init; }

    public long? Rate { get; init; }

    public int? Queue { get; init; }

    public int? Mtu { get; init; }

    public Impairment Apply(in Impairment current) => new()
    {
        Delay = Delay ?? current.Delay,
        Jitter = Jitter ?? current.Jitter,
        Reorder = Reorder ?? current.Reorder,
        LossPpm = LossPpm ?? current.LossPpm,
        LossEvery = LossEvery ?? current.LossEvery,
        Burst = Burst ?? current.Burst,
        DuplicatePpm = DuplicatePpm ?? current.DuplicatePpm,
        CorruptPpm = CorruptPpm ?? current.CorruptPpm,
        Rate = Rate ?? current.Rate,
        Queue = Queue ?? current.Queue,
        Mtu = Mtu ?? current.Mtu,
    };

    /// <summary>The patch that undoes this one: the fields it names, with the values from before.</summary>
    public ImpairmentPatch Revert(in Impairment before) => new()
    {
        Delay = Delay is null ? null : before.Delay,
        Jitter = Jitter is null ? null : before.Jitter,
        Reorder = Reorder is null ? null : before.Reorder,
        LossPpm = LossPpm is null ? null : before.LossPpm,
        LossEvery = LossEvery is null ? null : before.LossEvery,
        Burst = Burst is null ? null : before.Burst,
        DuplicatePpm = DuplicatePpm is null ? null : before.DuplicatePpm,
        CorruptPpm = CorruptPpm is null ? null : before.CorruptPpm,
        Rate = Rate is null ? null : before.Rate,
        Queue = Queue is null ? null : before.Queue,
        Mtu = Mtu is null ? null : before.Mtu,
    };

    /// <summary>This patch, then another one over it.</summary>
    public ImpairmentPatch Then(ImpairmentPatch over) => new()
    {
        Delay = over.Delay ?? Delay,
        Jitter = over.Jitter ?? Jitter,
        Reorder = over.Reorder ?? Reorder,
        LossPpm = over.LossPpm ?? LossPpm,
        LossEvery = over.LossEvery ?? LossEvery,
        Burst = over.Burst ?? Burst,
        DuplicatePpm = over.DuplicatePpm ?? DuplicatePpm,
        CorruptPpm = over.CorruptPpm ?? CorruptPpm,
        Rate = over.Rate ?? Rate,
        Queue = over.Queue ?? Queue,
        Mtu = over.Mtu ?? Mtu,
    };
}
