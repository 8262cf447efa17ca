using Router.Calico.Yaml;
using Router.Sim;

namespace Router.Lab.Reading;

/// <summary>
/// Reads impairments. A value beside forward and backward is for both; each direction may then differ.
/// </summary>
internal static class ImpairReader
{
    public static (ImpairmentPatch Forward, ImpairmentPatch Backward) Read(YamlReader parent)
    {
        if (LabReaders.Open(parent, "impair", LabSections.Impair) is not { } reader)
        {
            return (new ImpairmentPatch(), new ImpairmentPatch());
        }

        ImpairmentPatch both = Patch(reader);
        return (both.Then(One(reader, "forward")), both.Then(One(reader, "backward")));
    }

    private static ImpairmentPatch One(YamlReader reader, string direction) =>
        LabReaders.Open(reader, direction, LabSections.Direction) is { } inner ? Patch(inner) : new ImpairmentPatch();

    private static ImpairmentPatch Patch(YamlReader reader) => new()
    {
        Delay = reader.Duration("delay"),
        Jitter = reader.Duration("jitter"),
        Reorder = reader.Has("reorder") ? reader.Bool("reorder", false) : null,
        LossPpm = Percent(reader, "loss"),
        LossEvery = reader.Integer("lossEvery", 0, int.MaxValue),
        Burst = Burst(reader),
        DuplicatePpm = Percent(reader, "duplicate"),
        CorruptPpm = Percent(reader, "corrupt"),
        Rate = reader.TryGet("rate", LabFormats.Rate, out long rate) ? rate : null,
        Queue = reader.Integer("queue", 1, 1_000_000),
        Mtu = reader.Integer("mtu", 0, 65_535),
    };

    private static BurstLoss? Burst(YamlReader reader)
    {
        if (LabReaders.Open(reader, "burst", LabSections.Burst) is not { } burst)
        {
            return null;
        }

        burst.TryRequire("enter", LabFormats.Percent, out int enter);
        burst.TryRequire("leave", LabFormats.Percent, out int leave);
        return new BurstLoss(enter, leave, Percent(burst, "good") ?? 0, Percent(burst, "bad") ?? Impairment.Million);
    }

    private static int? Percent(YamlReader reader, string key) =>
        reader.TryGet(key, LabFormats.Percent, out int ppm) ? ppm : null;
}
