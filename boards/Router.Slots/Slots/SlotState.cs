namespace Router.Slots;

/// <summary>
/// Which slot boots, which is tried once, and which have worked. Each step gives the state to be written next: one
/// write, so that a power cut leaves the state before it or the one after it.
/// </summary>
public sealed record SlotState
{
    /// <summary>So many starts without a node that became ready, and the other slot has its turn.</summary>
    public const int MostAttempts = 3;

    /// <summary>The slot that boots.</summary>
    public Slot Active { get; init; }

    /// <summary>The slot that boots next time, and only then.</summary>
    public Slot? Trial { get; init; }

    /// <summary>Starts of the active slot since its node was ready last.</summary>
    public int Attempts { get; init; }

    /// <summary>Slot A holds an image that worked.</summary>
    public bool IsGoodA { get; init; }

    /// <summary>Slot B holds an image that worked.</summary>
    public bool IsGoodB { get; init; }

    /// <summary>A card as it is flashed.</summary>
    public static SlotState Fresh { get; } = new() { IsGoodA = true };

    public bool IsGood(Slot slot) => slot == Slot.A ? IsGoodA : IsGoodB;

    /// <summary>The slot is about to be overwritten: nothing may boot it. Not for the active one.</summary>
    public SlotState BeginWriting(Slot slot) =>
        Mark(slot, false) with { Trial = Trial == slot ? null : Trial };

    /// <summary>
    /// The slot was written, read back and found right: it boots once. It counts as good only when it was kept.
    /// </summary>
    public SlotState BeginTrial(Slot slot) => this with { Trial = slot };

    /// <summary>
    /// What a boot loader does before anything of a slot runs, and what it boots. The trial is used up by it; a slot
    /// that never becomes ready loses its turn after <see cref="MostAttempts"/> starts, where there is another.
    /// </summary>
    public SlotState Boot(out Slot slot, out bool isTrial)
    {
        isTrial = Trial is not null;
        if (Trial is { } trial)
        {
            slot = trial;
            return this with { Trial = null };
        }

        bool isOver = Attempts >= MostAttempts && IsGood(Active.Other());
        slot = isOver ? Active.Other() : Active;
        return this with
        {
            Active = slot,
            Attempts = isOver ? 1 : int.Min(Attempts + 1, MostAttempts),
        };
    }

    /// <summary>The active slot's node is ready.</summary>
    public SlotState Ready() => this with { Attempts = 0 };

    /// <summary>The slot that was tried is well: it boots from now on.</summary>
    public SlotState Keep(Slot slot) => Mark(slot, true) with { Active = slot, Trial = null, Attempts = 0 };

    /// <summary>
    /// The running slot's node crashed too often: the other one boots from now on, and nothing leads back to this one
    /// until it is written anew; null where there is no other one to boot.
    /// </summary>
    public SlotState? GiveUp(Slot running) => IsGood(running.Other())
        ? Mark(running, false) with { Active = running.Other(), Trial = null, Attempts = 0 }
        : null;

    private SlotState Mark(Slot slot, bool isGood) =>
        slot == Slot.A ? this with { IsGoodA = isGood } : this with { IsGoodB = isGood };
}
