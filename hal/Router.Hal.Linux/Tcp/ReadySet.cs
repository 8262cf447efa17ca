using System;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// Many descriptors of which few are ready: an epoll(7), level-triggered. Its own descriptor is readable while one of
/// them is ready, so that a <see cref="PollLoop"/> can wait for all of them as one.
/// </summary>
public sealed unsafe class ReadySet : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int AddOperation = 1;
    private const int DeleteOperation = 2;
    private const int ModifyOperation = 3;

    // struct epoll_event: u32 events, u64 data; packed on x86-64, aligned elsewhere.
    private static readonly int s_dataOffset = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 4 : 8;
    private static readonly int s_size = s_dataOffset + sizeof(long);

    public ReadySet()
    {
        Descriptor = Libc.epoll_create1(CloseOnExec);
        if (Descriptor < 0)
        {
            throw new InvalidOperationException("epoll: " + Errno.Text(Errno.Last));
        }
    }

    public int Descriptor { get; private set; }

    /// <summary>Watches a descriptor; <paramref name="tag"/> comes back with its events.</summary>
    public void Add(int descriptor, PollEvents interest, long tag) => Control(AddOperation, descriptor, interest, tag);

    public void Change(int descriptor, PollEvents interest, long tag) =>
        Control(ModifyOperation, descriptor, interest, tag);

    /// <summary>Closing a descriptor does the same.</summary>
    public void Remove(int descriptor) => _ = Libc.epoll_ctl(Descriptor, DeleteOperation, descriptor, null);

    /// <summary>What is ready now, without waiting; returns how many.</summary>
    public int Take(Span<ReadyTag> ready)
    {
        byte* events = stackalloc byte[ready.Length * s_size];
        int count = Libc.epoll_wait(Descriptor, events, ready.Length, 0);
        for (int i = 0; i < count; i++)
        {
            byte* one = events + (i * s_size);
            ready[i] = new ReadyTag(*(long*)(one + s_dataOffset), (PollEvents)(*(uint*)one));
        }

        return Math.Max(count, 0);
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }
    }

    private void Control(int operation, int descriptor, PollEvents interest, long tag)
    {
        byte* one = stackalloc byte[16];
        *(uint*)one = (uint)interest;
        *(long*)(one + s_dataOffset) = tag;
        if (Libc.epoll_ctl(Descriptor, operation, descriptor, one) != 0)
        {
            throw new InvalidOperationException("epoll_ctl: " + Errno.Text(Errno.Last));
        }
    }
}

/// <summary>A descriptor of a <see cref="ReadySet"/> that is ready, and for what.</summary>
public readonly record struct ReadyTag(long Tag, PollEvents Events);
