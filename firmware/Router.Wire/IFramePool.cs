namespace Router.Wire;

/// <summary>
/// Fixed slots of one board's frame memory, allocated once. Not thread-safe: a pool belongs to one driver loop.
/// </summary>
public interface IFramePool
{
    /// <summary>Octets in a slot, headroom included.</summary>
    int SlotSize { get; }

    /// <summary>Octets before a received frame: at least 64, of which IPIP encapsulation takes 20.</summary>
    int Headroom { get; }

    int Capacity { get; }

    int Available { get; }

    /// <summary>
    /// Takes a slot; the frame starts after the headroom with length 0. False when the pool is empty.
    /// </summary>
    bool TryRent(out Frame frame);

    /// <summary>Gives the slot back. Returning a slot twice is a defect of the caller and throws.</summary>
    void Return(in Frame frame);

    /// <summary>The octets of the frame.</summary>
    Octets Octets(in Frame frame);

    /// <summary>The whole slot, headroom included.</summary>
    Octets Slot(in Frame frame);
}
