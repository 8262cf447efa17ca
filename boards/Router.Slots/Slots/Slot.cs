namespace Router.Slots;

/// <summary>One of the two places of a board's disk that hold all that boots.</summary>
public enum Slot : byte
{
    A,
    B,
}

public static class SlotExtensions
{
    /// <summary>The one that is not <paramref name="slot"/>.</summary>
    public static Slot Other(this Slot slot) => slot == Slot.A ? Slot.B : Slot.A;

    /// <summary>As files and command lines spell it: <c>a</c> or <c>b</c>.</summary>
    public static char Letter(this Slot slot) => slot == Slot.A ? 'a' : 'b';

    /// <summary>The number of its partition, on every board.</summary>
    public static int Partition(this Slot slot) => slot == Slot.A ? 2 : 3;

    /// <summary>Reads <c>a</c> or <c>b</c>.</summary>
    public static bool TryParse(string text, out Slot slot)
    {
        slot = text == "b" ? Slot.B : Slot.A;
        return text is "a" or "b";
    }
}
