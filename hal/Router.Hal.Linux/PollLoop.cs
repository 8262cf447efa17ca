using System;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// Waits for the first of: a watched descriptor is ready, the deadline has come, another thread called <see
/// cref="Wake"/>.
/// A board watches a dozen descriptors, so ppoll(2), with its nanosecond timeout, is all it takes. Level-triggered.
/// </summary>
public sealed unsafe class PollLoop : IDisposable
{
    private readonly IClock _clock;
    private readonly WakeUp _wakeUp = new();
    private PollDescriptor[] _watched = new PollDescriptor[8];
    private int _count;

    public PollLoop(IClock clock)
    {
        _clock = clock;
        Watch(_wakeUp.Descriptor, PollEvents.Readable);
    }

    /// <summary>Starts watching a descriptor, or changes what for. A negative descriptor is ignored.</summary>
    public void Watch(int descriptor, PollEvents interest)
    {
        if (descriptor < 0)
        {
            return;
        }

        int index = IndexOf(descriptor);
        if (index < 0)
        {
            if (_count == _watched.Length)
            {
                Array.Resize(ref _watched, _count * 2);
            }

            index = _count++;
        }

        _watched[index] = new PollDescriptor { Descriptor = descriptor, Events = (short)interest };
    }

    /// <summary>Stops watching; do so before closing the descriptor, whose number the kernel gives out again.</summary>
    public void Unwatch(int descriptor)
    {
        int index = IndexOf(descriptor);
        if (index >= 0)
        {
            _watched[index] = _watched[--_count];
        }
    }

    /// <summary>Ends the current or the next wait. From any thread.</summary>
    public void Wake() => _wakeUp.Signal();

    /// <summary>
    /// Waits until the deadline at most and fills in what is ready; returns how many. 0: deadline, wake-up or a signal.
    /// What finds no room in <paramref name="ready"/> is reported by the next call.
    /// </summary>
    public int Wait(Instant deadline, Span<Ready> ready)
    {
        Timespec timeout = default;
        if (deadline != Instant.Never)
        {
            long left = Math.Max(0, (deadline - _clock.Now).Nanoseconds);
            timeout.Seconds = (nint)(left / Duration.NanosecondsPerSecond);
            timeout.Nanoseconds = (nint)(left % Duration.NanosecondsPerSecond);
        }

        int found;
        fixed (PollDescriptor* watched = _watched)
        {
            found = Libc.ppoll(watched, (nuint)_count, deadline == Instant.Never ? null : &timeout, null);
        }

        if (found < 0)
        {
            return Errno.Last == Errno.Eintr
                ? 0
                : throw new InvalidOperationException("ppoll: " + Errno.Text(Errno.Last));
        }

        return found == 0 ? 0 : Collect(ready);
    }

    public void Dispose() => _wakeUp.Dispose();

    private int Collect(Span<Ready> ready)
    {
        int count = 0;
        for (int i = 0; i < _count && count < ready.Length; i++)
        {
            ref PollDescriptor entry = ref _watched[i];
            if (entry.Returned == 0)
            {
                continue;
            }

            if (entry.Descriptor == _wakeUp.Descriptor)
            {
                _wakeUp.Clear();
                continue;
            }

            ready[count++] = new Ready(entry.Descriptor, (PollEvents)entry.Returned);
        }

        return count;
    }

    private int IndexOf(int descriptor)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_watched[i].Descriptor == descriptor)
            {
                return i;
            }
        }

        return -1;
    }
}
