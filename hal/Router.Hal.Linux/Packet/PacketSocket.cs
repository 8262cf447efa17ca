using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>Opens a packet socket with the options that a port needs (packet(7)).</summary>
internal static unsafe class PacketSocket
{
    internal const int SolPacket = 263;
    internal const int Statistics = 6;

    private const int Family = 17; // AF_PACKET
    private const int Raw = 3;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const ushort AllProtocols = 3;
    private const int AddMembership = 1;
    private const int CopyThreshold = 7;
    private const int Version = 10;
    private const int Loss = 14;
    private const int VnetHeader = 15;
    private const int Fanout = 18;
    private const int BypassQueue = 20;
    private const int IgnoreOutgoing = 23;
    private const int SolSocket = 1;
    private const int SendBufferForce = 32;
    private const int ReceiveBufferForce = 33;
    private const int FanoutHash = 0;
    private const int FanoutUniqueId = 0x2000;
    private const int FanoutIgnoreOutgoing = 0x4000;
    private const int BufferSize = 8 * 1024 * 1024;

    /// <summary>
    /// A socket with options set, not yet bound: the ring comes first, so that nothing queues outside it.
    /// </summary>
    internal static int Create(string name, PacketOptions options)
    {
        int descriptor = Libc.socket(Family, Raw | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
        {
            int error = Errno.Last;
            throw new NicException(error is Errno.Eperm or Errno.Eacces
                ? $"{name}: a packet socket needs CAP_NET_RAW: run as root, or " +
                  "`setcap cap_net_raw,cap_net_admin+ep` on the router binary"
                : $"{name}: no packet socket: {Errno.Text(error)}");
        }

        int version = options.Ring == PacketRingKind.Slots ? 1 : 2;
        Require(descriptor, name, Version, version, "TPACKET_V2 or _V3");
        Require(descriptor, name, VnetHeader, 1, "PACKET_VNET_HDR");

        // Our own transmissions would come back as received frames.
        Require(descriptor, name, IgnoreOutgoing, 1, "PACKET_IGNORE_OUTGOING (Linux 4.20)");

        // Frames too long for a ring slot are kept whole in the socket's queue.
        Require(descriptor, name, CopyThreshold, 1, "PACKET_COPY_THRESH");

        // A frame that the transmit ring cannot send is skipped, rather than end all sending.
        Require(descriptor, name, Loss, 1, "PACKET_LOSS");
        if (options.BypassQueue)
        {
            Require(descriptor, name, BypassQueue, 1, "PACKET_QDISC_BYPASS");
        }

        // Best effort: without CAP_NET_ADMIN the system's limits hold.
        _ = Set(descriptor, SolSocket, ReceiveBufferForce, BufferSize);
        _ = Set(descriptor, SolSocket, SendBufferForce, BufferSize);
        return descriptor;
    }

    /// <summary>Starts reception of every frame on the interface, whomever it is addressed to.</summary>
    internal static void Bind(int descriptor, string name, int index)
    {
        var address = new LinkLayerAddress
        {
            Family = Family,
            Protocol = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(AllProtocols) : AllProtocols,
            Index = index,
        };
        if (Libc.bind(descriptor, &address, (uint)sizeof(LinkLayerAddress)) != 0)
        {
            throw new NicException($"{name}: the packet socket cannot be bound: {Errno.Text(Errno.Last)}");
        }

        BePromiscuous(descriptor, name, index);
    }

    /// <summary>A socket that receives nothing and keeps the interface promiscuous while it is open.</summary>
    internal static int OpenPromiscuous(string name, int index)
    {
        int descriptor = Libc.socket(Family, Raw | CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new NicException($"{name}: no packet socket: {Errno.Text(Errno.Last)}");
        }

        try
        {
            BePromiscuous(descriptor, name, index);
        }
        catch
        {
            _ = Libc.close(descriptor);
            throw;
        }

        return descriptor;
    }

    // The membership ends with the socket, unlike the interface's own promiscuous flag.
    private static void BePromiscuous(int descriptor, string name, int index)
    {
        var membership = new PacketMembership { Index = index, Type = 1 };
        if (Libc.setsockopt(descriptor, SolPacket, AddMembership, &membership, (uint)sizeof(PacketMembership)) != 0)
        {
            throw new NicException($"{name}: promiscuous reception is refused: {Errno.Text(Errno.Last)}");
        }
    }

    /// <summary>
    /// Joins a bound socket to those that share an interface's frames by flow, or begins such a group with 0; returns
    /// the group.
    /// </summary>
    internal static int JoinFanout(int descriptor, string name, int group)
    {
        int flags = FanoutIgnoreOutgoing | (group == 0 ? FanoutUniqueId : 0);
        int argument = group | ((FanoutHash | flags) << 16);
        uint length = sizeof(int);
        if (Libc.setsockopt(descriptor, SolPacket, Fanout, &argument, sizeof(int)) != 0
            || Libc.getsockopt(descriptor, SolPacket, Fanout, &argument, &length) != 0)
        {
            throw new NicException($"{name}: the kernel refuses PACKET_FANOUT: {Errno.Text(Errno.Last)}");
        }

        return argument & 0xffff;
    }

    /// <summary>Why the interface cannot be a port, or throws nothing when it can.</summary>
    internal static KernelInterface Check(string name)
    {
        IReadOnlyList<KernelInterface> all = KernelInterfaces.List();
        KernelInterface? found = null;
        foreach (KernelInterface candidate in all)
        {
            if (candidate.Name == name)
            {
                found = candidate;
            }
        }

        if (found is null)
        {
            throw new NicException($"{name}: there is no such interface; this machine has {Names(all)}");
        }

        if (!found.IsEthernet)
        {
            throw new NicException($"{name}: not an Ethernet interface");
        }

        if (found.Ipv4Addresses.Count > 0)
        {
            throw new NicException(
                $"{name}: the kernel holds {string.Join(", ", found.Ipv4Addresses)} on it. " +
                "Addresses live in the board: " +
                "two owners would answer ARP twice, and the kernel would reset TCP connections it does not know. " +
                $"Remove them with `ip addr flush dev {name}`, or give the board another interface");
        }

        return found;
    }

    private static string Names(IReadOnlyList<KernelInterface> all)
    {
        var names = new List<string>(all.Count);
        foreach (KernelInterface candidate in all)
        {
            if (candidate.IsEthernet)
            {
                names.Add(candidate.Name);
            }
        }

        return names.Count == 0 ? "no Ethernet interface" : string.Join(", ", names);
    }

    private static void Require(int descriptor, string name, int option, int value, string what)
    {
        if (!Set(descriptor, SolPacket, option, value))
        {
            int error = Errno.Last;
            _ = Libc.close(descriptor);
            throw new NicException(
                $"{name}: the kernel refuses {what}: {Errno.Text(error)}; Linux 6.1 or later is needed");
        }
    }

    private static bool Set(int descriptor, int level, int option, int value) =>
        Libc.setsockopt(descriptor, level, option, &value, sizeof(int)) == 0;
}
