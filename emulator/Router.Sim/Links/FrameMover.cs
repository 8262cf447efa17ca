using Router.Wire;

namespace Router.Sim;

/// <summary>Hands a frame from the sender's pool to the receiver's, as a NIC would put it into fresh memory.</summary>
internal static class FrameMover
{
    /// <summary>
    /// Leaves the frame in a slot of <paramref name="to"/> with the headroom a received frame is promised. Between
    /// nodes of one pool the slot itself moves on; its octets move within it only when the sender used up headroom.
    /// False when there is no room, and then nothing changed.
    /// </summary>
    public static bool TryMove(ref Frame frame, IFramePool from, IFramePool to)
    {
        if (ReferenceEquals(from, to) && frame.Offset >= to.Headroom)
        {
            return true;
        }

        if (frame.Length > to.SlotSize - to.Headroom)
        {
            return false;
        }

        if (ReferenceEquals(from, to))
        {
            Frame moved = new(frame.Slot, to.Headroom, frame.Length);
            from.Octets(frame).CopyTo(to.Octets(moved));
            frame = moved;
            return true;
        }

        if (!to.TryRent(out Frame copy))
        {
            return false;
        }

        copy.Length = frame.Length;
        from.Octets(frame).CopyTo(to.Octets(copy));
        from.Return(frame);
        frame = copy;
        return true;
    }
}
