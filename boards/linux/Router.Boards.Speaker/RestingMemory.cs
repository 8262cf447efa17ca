using System;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>
/// Gives memory back once work is over: after the start, and after each bout of it. A speaker waits nearly all of its
/// life, on machines where others need the memory.
/// </summary>
internal sealed class RestingMemory
{
    // Between two bouts, such as a table's arrival and its export, there is no pause as long as this.
    private static readonly Duration s_pause = Duration.FromMilliseconds(250);

    // A few keepalives are no bout; a session that comes up is.
    private const int Bout = 4;

    // Less garbage than this is not worth a look at the whole heap.
    private const long Garbage = 128 * 1024;

    private Instant _quietAt = Instant.Zero;
    private int _rounds = Bout;
    private long _allocated;

    /// <summary>Told of every round; says when to come again at the latest.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isBusy">There is more to do at once.</param>
    public Instant PollAt(Instant now, bool isBusy)
    {
        if (isBusy)
        {
            _rounds++;
            _quietAt = now + s_pause;
        }
        else if (_rounds < Bout)
        {
            return Instant.Never;
        }
        else if (_quietAt <= now && _quietAt != Instant.Zero)
        {
            _rounds = 0;
            Collect();
            OwnCode.Release();
            return Instant.Never;
        }
        else
        {
            _quietAt = _quietAt == Instant.Zero ? now + s_pause : _quietAt;
        }

        return _quietAt;
    }

    private void Collect()
    {
        long allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _allocated >= Garbage)
        {
            _allocated = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
    }
}
