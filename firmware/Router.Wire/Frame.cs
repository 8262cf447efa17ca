namespace Router.Wire;

/// <summary>
/// A frame that lives in one slot of a pool: which slot, where the frame starts in it, how long it is.
/// Whoever holds a frame owns its slot and must hand it on or return it to the pool, exactly once.
/// </summary>
public struct Frame
{
    public Frame(int slot, int offset, int length)
    {
        Slot = slot;
        Offset = offset;
        Length = length;
    }

    /// <summary>Index of the slot in its pool.</summary>
    public int Slot { get; set; }

    /// <summary>First octet of the frame within the slot; the room before it is headroom for encapsulation.</summary>
    public int Offset { get; set; }

    /// <summary>Length of the frame in octets, Ethernet header included, frame check sequence not.</summary>
    public int Length { get; set; }
}
