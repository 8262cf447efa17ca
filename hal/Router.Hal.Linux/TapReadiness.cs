using System;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// One descriptor that polls readable when either the TAP device has a frame or the driver holds segments of an
/// earlier one:
/// an epoll over the device and an eventfd.
/// </summary>
internal sealed unsafe class TapReadiness : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int Add = 1;
    private const int Delete = 2;
    private const uint Readable = 1;

    private readonly WakeUp _held = new();
    private bool _pending;

    internal TapReadiness(int device)
    {
        Descriptor = Libc.epoll_create1(CloseOnExec);
        if (Descriptor < 0 || !Watch(device) || !Watch(_held.Descriptor))
        {
            throw new NicException("epoll: " + Errno.Text(Errno.Last));
        }
    }

    internal int Descriptor { get; private set; }

    /// <summary>The driver holds segments. Costs a system call only when it changes.</summary>
    internal bool Pending
    {
        set
        {
            if (value == _pending)
            {
                return;
            }

            _pending = value;
            if (value)
            {
                _held.Signal();
            }
            else
            {
                _held.Clear();
            }
        }
    }

    internal void Forget(int device) => _ = Libc.epoll_ctl(Descriptor, Delete, device, null);

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
            _held.Dispose();
        }
    }

    private bool Watch(int descriptor)
    {
        // struct epoll_event: u32 events, u64 data; packed on x86-64, aligned elsewhere. The data is not used.
        byte* @event = stackalloc byte[16];
        new Octets(@event, 16).Clear();
        MemoryMarshal.Write(new Octets(@event, 4), Readable);
        return Libc.epoll_ctl(Descriptor, Add, descriptor, @event) == 0;
    }
}
