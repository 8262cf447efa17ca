using System;
using System.Buffers.Binary;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Traffic;

/// <summary>A packet socket without what a board's port needs (packet(7)).</summary>
internal static unsafe class RawSocket
{
    internal const int SolPacket = 263;
    internal const int VnetHeader = 15;
    internal const int IgnoreOutgoing = 23;
    internal const int DoNotWait = 0x40;

    /// <summary>Receives nothing.</summary>
    internal const ushort NoProtocol = 0;

    private const int Family = 17; // AF_PACKET
    private const int Raw = 3;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Version = 10;
    private const int AddMembership = 1;
    private const int SolSocket = 1;
    private const int SendBufferForce = 32;
    private const int BufferSize = 64 * 1024 * 1024;

    internal static int Open(string name)
    {
        int descriptor = Libc.socket(Family, Raw | NonBlocking | CloseOnExec, 0);
        if (descriptor < 0)
        {
            throw new NicException($"{name}: no packet socket: {Errno.Text(Errno.Last)}; it needs root or CAP_NET_RAW");
        }

        try
        {
            Set(descriptor, SolPacket, Version, 1, "TPACKET_V2");
        }
        catch
        {
            _ = Libc.close(descriptor);
            throw;
        }

        // A whole ring on its way must not exceed it; without CAP_NET_ADMIN the system's limit holds.
        int size = BufferSize;
        _ = Libc.setsockopt(descriptor, SolSocket, SendBufferForce, &size, sizeof(int));
        return descriptor;
    }

    internal static void Bind(int descriptor, string name, ushort protocol)
    {
        int index = KernelInterfaces.Find(name)?.Index
            ?? throw new NicException($"{name}: there is no such interface");
        var address = new LinkLayerAddress
        {
            Family = Family,
            Protocol = BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(protocol) : protocol,
            Index = index,
        };
        if (Libc.bind(descriptor, &address, (uint)sizeof(LinkLayerAddress)) != 0)
        {
            throw new NicException($"{name}: the packet socket cannot be bound: {Errno.Text(Errno.Last)}");
        }

        if (protocol != NoProtocol)
        {
            var membership = new PacketMembership { Index = index, Type = 1 };
            _ = Libc.setsockopt(descriptor, SolPacket, AddMembership, &membership, (uint)sizeof(PacketMembership));
        }
    }

    internal static void Set(int descriptor, int level, int option, int value, string what)
    {
        if (Libc.setsockopt(descriptor, level, option, &value, sizeof(int)) != 0)
        {
            throw new NicException($"the kernel refuses {what}: {Errno.Text(Errno.Last)}");
        }
    }
}
