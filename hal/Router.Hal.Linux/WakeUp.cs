using System;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>An eventfd: a descriptor that any thread can make readable.</summary>
public sealed unsafe class WakeUp : IDisposable
{
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    public WakeUp()
    {
        Descriptor = Libc.eventfd(0, NonBlocking | CloseOnExec);
        if (Descriptor < 0)
        {
            throw new InvalidOperationException("eventfd: " + Errno.Text(Errno.Last));
        }
    }

    public int Descriptor { get; private set; }

    /// <summary>Makes the descriptor readable. Signals before a <see cref="Clear"/> count as one.</summary>
    public void Signal()
    {
        ulong one = 1;
        _ = Libc.write(Descriptor, &one, sizeof(ulong)); // EAGAIN: it is readable already
    }

    public void Clear()
    {
        ulong count;
        _ = Libc.read(Descriptor, &count, sizeof(ulong)); // EAGAIN: it was clear already
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }
    }
}
