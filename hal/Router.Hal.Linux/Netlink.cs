using System;
using System.IO;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A route netlink socket: dumps, and notices of change. Works in any namespace, with no /proc and no /sys.
/// </summary>
internal sealed unsafe class Netlink : IDisposable
{
    internal const ushort NewLink = 16;
    internal const ushort GetLink = 18;
    internal const ushort NewAddress = 20;
    internal const ushort GetAddress = 22;
    internal const int HeaderSize = 16;

    private const int Family = 16;
    private const int Raw = 3;
    private const int CloseOnExec = 0x80000;
    private const ushort Error = 2;
    private const ushort Done = 3;
    private const ushort RequestDump = 0x301; // NLM_F_REQUEST | NLM_F_DUMP

    private readonly byte[] _buffer = new byte[64 * 1024];

    /// <param name="groups">Multicast groups (RTMGRP_...) to hear, or 0.</param>
    internal Netlink(uint groups, int socketFlags = 0)
    {
        Descriptor = Libc.socket(Family, Raw | CloseOnExec | socketFlags, 0);
        var address = new NetlinkAddress { Family = Family, Groups = groups };
        if (Descriptor < 0 || Libc.bind(Descriptor, &address, (uint)sizeof(NetlinkAddress)) != 0)
        {
            throw new IOException("netlink: " + Errno.Text(Errno.Last));
        }
    }

    internal delegate void MessageHandler(ushort type, OctetsIn body);

    internal int Descriptor { get; private set; }

    /// <summary>Asks for all objects of a kind and hands over each.</summary>
    internal void Dump(ushort kind, MessageHandler handler)
    {
        // struct nlmsghdr, then the family octet of ifinfomsg or ifaddrmsg: 0, any family.
        Span<byte> request = stackalloc byte[32];
        request.Clear();
        MemoryMarshal.Write(request, (uint)request.Length);
        MemoryMarshal.Write(request[4..], kind);
        MemoryMarshal.Write(request[6..], RequestDump);
        fixed (byte* start = request)
        {
            if (Libc.send(Descriptor, start, (nuint)request.Length, 0) < 0)
            {
                throw new IOException("netlink: " + Errno.Text(Errno.Last));
            }
        }

        while (!Read(handler))
        {
        }
    }

    /// <summary>Reads one datagram, without waiting if the socket does not; false when there is none.</summary>
    internal bool TryReadNotice()
    {
        fixed (byte* start = _buffer)
        {
            nint got = Libc.recv(Descriptor, start, (nuint)_buffer.Length, 0);

            // ENOBUFS: notices were lost, which is news too.
            return got > 0 || Errno.Last == Errno.Enobufs;
        }
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }
    }

    /// <summary>Reads one datagram of a dump; true at its end.</summary>
    private bool Read(MessageHandler handler)
    {
        nint got;
        fixed (byte* start = _buffer)
        {
            do
            {
                got = Libc.recv(Descriptor, start, (nuint)_buffer.Length, 0);
            }
            while (got < 0 && Errno.Last == Errno.Eintr);
        }

        if (got < 0)
        {
            throw new IOException("netlink: " + Errno.Text(Errno.Last));
        }

        OctetsIn rest = _buffer.AsSpan(0, (int)got);
        while (rest.Length >= HeaderSize)
        {
            int length = MemoryMarshal.Read<int>(rest);
            ushort type = MemoryMarshal.Read<ushort>(rest[4..]);
            if (length < HeaderSize || length > rest.Length || type is Done or Error)
            {
                return true;
            }

            handler(type, rest[HeaderSize..length]);
            rest = rest[Math.Min((length + 3) & ~3, rest.Length)..];
        }

        return false;
    }
}
