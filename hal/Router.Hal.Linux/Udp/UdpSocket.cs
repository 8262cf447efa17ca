using System;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A UDP socket of the kernel's, by its descriptor, that tells with which TTL a datagram came. Never blocks, never
/// throws; the owner closes it once.
/// </summary>
public readonly unsafe record struct UdpSocket(int Descriptor)
{
    private const int Datagram = 2;
    private const int NoSignal = 0x4000;

    private const int IpLevel = 0;
    private const int IpTos = 1;
    private const int IpTtl = 2;
    private const int IpReceiveTtl = 12;

    private const int Ipv6Level = 41;
    private const int Ipv6UnicastHops = 16;
    private const int Ipv6Only = 26;
    private const int Ipv6ReceiveHopLimit = 51;
    private const int Ipv6HopLimit = 52;
    private const int Ipv6TrafficClass = 67;

    private const int ControlSize = 128;

    /// <summary>Opens a socket at an address and a port; datagrams leave with this TTL and type of service.</summary>
    public static bool TryOpen(
        TcpEndpoint local, byte ttl, byte tos, out UdpSocket socket, [NotNullWhen(false)] out string? reason)
    {
        socket = new UdpSocket(
            Libc.socket(local.Family, Datagram | TcpSocket.NonBlocking | TcpSocket.CloseOnExec, 0));
        if (socket.Descriptor >= 0 && socket.TryConfigure(local, ttl, tos))
        {
            reason = null;
            return true;
        }

        reason = $"{local}: {Errno.Text(Errno.Last)}";
        if (socket.Descriptor >= 0)
        {
            socket.Close();
        }

        return false;
    }

    /// <summary>Sends one datagram; false when the kernel does not take it now.</summary>
    public bool TrySend(OctetsIn octets, TcpEndpoint remote)
    {
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        uint length = remote.Write(new Octets(address, TcpEndpoint.StorageSize));
        fixed (byte* start = octets)
        {
            return Libc.sendto(Descriptor, start, (nuint)octets.Length, NoSignal, address, length) == octets.Length;
        }
    }

    /// <summary>Takes one datagram; false when there is none. One that is longer than the buffer is cut.</summary>
    public bool TryReceive(Octets buffer, out int count, out TcpEndpoint source, out byte ttl)
    {
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        byte* control = stackalloc byte[ControlSize];
        source = default;
        ttl = 0;
        fixed (byte* start = buffer)
        {
            IoVector vector = new() { Base = start, Length = (nuint)buffer.Length };
            MessageHeader header = new()
            {
                Name = address,
                NameLength = TcpEndpoint.StorageSize,
                Vectors = &vector,
                VectorCount = 1,
                Control = control,
                ControlLength = ControlSize,
            };
            nint got = Libc.recvmsg(Descriptor, &header, 0);
            count = (int)Math.Max(got, 0);
            if (got < 0)
            {
                return false;
            }

            source = TcpEndpoint.Read(new OctetsIn(address, (int)header.NameLength));
            ttl = TtlOf(control, (int)header.ControlLength);
            return true;
        }
    }

    public void Close() => _ = Libc.close(Descriptor);

    private static byte TtlOf(byte* control, int length)
    {
        // struct cmsghdr: length with the header, level, type; the next one is aligned like a pointer.
        int header = sizeof(nuint) + (2 * sizeof(int));
        for (int at = 0; at + header + sizeof(int) <= length;)
        {
            int own = (int)*(nuint*)(control + at);
            int level = *(int*)(control + at + sizeof(nuint));
            int type = *(int*)(control + at + sizeof(nuint) + sizeof(int));
            if ((level, type) is (IpLevel, IpTtl) or (Ipv6Level, Ipv6HopLimit))
            {
                return (byte)*(int*)(control + at + header);
            }

            if (own < header)
            {
                break;
            }

            at += (own + sizeof(nuint) - 1) & -sizeof(nuint);
        }

        return 0;
    }

    private bool TryConfigure(TcpEndpoint local, byte ttl, byte tos)
    {
        bool set = local.Address.IsV4
            ? Set(IpLevel, IpTtl, ttl) && Set(IpLevel, IpTos, tos) && Set(IpLevel, IpReceiveTtl, 1)
            : Set(Ipv6Level, Ipv6Only, 1) && Set(Ipv6Level, Ipv6UnicastHops, ttl)
                && Set(Ipv6Level, Ipv6TrafficClass, tos) && Set(Ipv6Level, Ipv6ReceiveHopLimit, 1);
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        uint length = local.Write(new Octets(address, TcpEndpoint.StorageSize));
        return set && Libc.bind(Descriptor, address, length) == 0;
    }

    private bool Set(int level, int option, int value) =>
        Libc.setsockopt(Descriptor, level, option, &value, sizeof(int)) == 0;

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct MessageHeader
    {
        public void* Name;
        public uint NameLength;
        public IoVector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlLength;
        public int Flags;
    }
}
