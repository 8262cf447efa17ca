namespace Router.Wire;

/// <summary>
/// A pool whose slots lie one after another in memory that never moves: a device may be given all of it.
/// </summary>
public interface IPinnedFramePool : IFramePool
{
    /// <summary>Address of slot 0, aligned to a page; slot n starts <c>n * SlotSize</c> octets later.</summary>
    nint Memory { get; }
}
