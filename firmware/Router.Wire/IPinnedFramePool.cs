namespace Router.Wire;

/// <summary>
/// A pool whose slots lie one after another in memory that never moves: a device may be given all of it.
/// </summary>
public interface IPinnedFramePool : IFramePool
{
    /// <summary>Address of slot 0, aligned to a page; slot n starts <c>n * SlotSize</c> octets later.</summary>
    nint Memory { get; }

    /// <summary>Takes up to as many slots as there is room for, and returns how many.</summary>
    int Rent(System.Span<int> slots)
    {
        int count = 0;
        while (count < slots.Length && TryRent(out Frame frame))
        {
            slots[count++] = frame.Slot;
        }

        return count;
    }

    /// <summary>Gives slots back, each once.</summary>
    void Return(System.ReadOnlySpan<int> slots)
    {
        foreach (int slot in slots)
        {
            Return(new Frame(slot, 0, 0));
        }
    }
}
