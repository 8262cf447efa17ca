using System;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Paths;

/// <summary>
/// The board of a run, its frames, and what must become of each. Port 0 leads to the nodes, port 1 to where frames come
/// from that are not in the tunnel, the others to workloads.
/// </summary>
public sealed class PathScenario
{
    public const int FrameSize = 64;
    public const int NodePort = 0;
    public const int Uplink = 1;
    public const int FirstWorkloadPort = 2;

    private const byte Ttl = 64;
    private const int OuterRoom = Ipip.Overhead;

    private readonly PathFlow[] _flows;
    private readonly int[] _order;

    public PathScenario(PathKind kind, int frames, int flows, ulong seed)
    {
        Kind = kind;
        Table = new PathTable(seed);
        var random = new RandomStream(seed, "path flows");
        (Prefix Prefix, int Node)[] remote = [.. Table.Remote];
        _flows = [.. Enumerable.Range(0, flows).Select(_ => MakeFlow(remote, random))];
        _order = new int[frames];
        for (int i = 0; i < frames; i++)
        {
            // Every flow takes part; beyond that, chance decides.
            _order[i] = i < flows ? i : (int)random.NextBelow((uint)flows);
        }

        for (int i = frames - 1; i > 0; i--)
        {
            int other = (int)random.NextBelow((uint)i + 1);
            (_order[i], _order[other]) = (_order[other], _order[i]);
        }
    }

    public PathKind Kind { get; }

    public PathTable Table { get; }

    public int Frames => _order.Length;

    /// <summary>The port that all frames come in by.</summary>
    public int Arrival => Kind == PathKind.Decapsulate ? NodePort : Uplink;

    /// <summary>True: remote blocks are reached by the tunnel.</summary>
    public bool Tunnelled => Kind != PathKind.Forward;

    public static Ipv4Address NodeAddress { get; } = new(0x0a01_0001);

    public static Ipv4Address UplinkAddress { get; } = new(0x0a63_0001);

    /// <summary>A port's MTU: Ethernet's, or what a slot of this size holds.</summary>
    public static int Mtu(int slotSize) =>
        Math.Min(1500, slotSize - FramePool.DefaultHeadroom - EthernetHeader.Size);

    /// <summary>A port's own address on the link.</summary>
    public static MacAddress PortMac(int port) =>
        port >= FirstWorkloadPort ? MacAddress.CalicoWorkload : new MacAddress(0x0200_0000_0000 + (ulong)port + 1);

    /// <summary>All frames as they come in, one after another.</summary>
    public byte[] MakeFrames()
    {
        byte[] all = new byte[Frames * FrameSize];
        for (int i = 0; i < Frames; i++)
        {
            Write(i, new Span<byte>(all, i * FrameSize, FrameSize));
        }

        return all;
    }

    /// <summary>What must have become of a frame: everything but the identification of an outer header, which is the
    /// board's to choose, and that header's checksum.</summary>
    /// <param name="frame">The frame's number.</param>
    /// <param name="octets">Gets the octets; room for an outer header.</param>
    /// <param name="port">Gets the port it leaves by.</param>
    /// <returns>Its length.</returns>
    public int Expect(int frame, Span<byte> octets, out int port)
    {
        ref readonly PathFlow flow = ref _flows[_order[frame]];
        Ipv4Header inner = InnerHeader(in flow, frame);
        inner.Ttl--;
        MacAddress station = flow.Workload >= 0 ? PathTable.WorkloadMac(flow.Workload) : PathTable.NodeMac(flow.Node);
        port = flow.Workload >= 0 ? FirstWorkloadPort + flow.Workload : NodePort;
        int at = EthernetHeader.Size;
        new EthernetHeader(station, PortMac(port), EtherType.Ipv4).Write(octets, 0);
        if (Kind == PathKind.Encapsulate)
        {
            Ipip.Outer(inner, NodeAddress, PathTable.NodeAddress(flow.Node), 0).Write(octets, at);
            at += Ipip.Overhead;
        }

        inner.Write(octets, at);
        at += Ipv4Header.Size;
        WritePayload(frame, octets.Slice(at, inner.PayloadLength));
        return at + inner.PayloadLength;
    }

    private PathFlow MakeFlow((Prefix Prefix, int Node)[] remote, RandomStream random)
    {
        (Prefix prefix, int node) = remote[random.NextBelow((uint)remote.Length)];
        var far = new Ipv4Address(prefix.Address.Value + (prefix.IsHost ? 0 : random.NextBelow(64)));
        node = Table.NodeOf(far);
        int workload = (int)random.NextBelow(PathTable.Workloads);
        if (Kind == PathKind.Decapsulate)
        {
            return new PathFlow(far, Table.Local[workload], node, workload);
        }

        var source = new Ipv4Address(0x0a63_0100 + random.NextBelow(0xf000));

        // Of all destinations in the table, one in a hundred is a workload of this node.
        bool local = Kind == PathKind.Forward && random.NextBelow((uint)(remote.Length + PathTable.Workloads))
            < PathTable.Workloads;
        return local
            ? new PathFlow(source, Table.Local[workload], -1, workload)
            : new PathFlow(source, far, node, -1);
    }

    private void Write(int frame, Span<byte> octets)
    {
        ref readonly PathFlow flow = ref _flows[_order[frame]];
        Ipv4Header inner = InnerHeader(in flow, frame);
        int at = EthernetHeader.Size;
        MacAddress from = Kind == PathKind.Decapsulate ? PathTable.NodeMac(flow.Node) : new(0x0203_0000_0001);
        new EthernetHeader(PortMac(Arrival), from, EtherType.Ipv4).Write(octets, 0);
        if (Kind == PathKind.Decapsulate)
        {
            Ipip.Outer(inner, PathTable.NodeAddress(flow.Node), NodeAddress, (ushort)frame).Write(octets, at);
            at += OuterRoom;
        }

        inner.Write(octets, at);
        at += Ipv4Header.Size;
        WritePayload(frame, octets.Slice(at, inner.PayloadLength));
    }

    // Frames of 64 octets: an outer header leaves less for the payload.
    private Ipv4Header InnerHeader(in PathFlow flow, int frame)
    {
        Ipv4Header header = default;
        header.HeaderLength = Ipv4Header.Size;
        header.TotalLength = FrameSize - EthernetHeader.Size - (Kind == PathKind.Decapsulate ? OuterRoom : 0);
        header.Identification = (ushort)frame;
        header.DontFragment = true;
        header.Ttl = Ttl;
        header.Protocol = IpProtocol.Udp;
        header.Source = flow.Source;
        header.Destination = flow.Destination;
        return header;
    }

    // No two frames alike, and none that could be taken for its neighbour.
    private static void WritePayload(int frame, Span<byte> payload)
    {
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] = i < 4 ? (byte)(frame >> (8 * i)) : (byte)((frame * 7) + i);
        }
    }

    /// <summary>Addresses of a flow, and who must get it: a workload here, or else a node.</summary>
    private readonly record struct PathFlow(Ipv4Address Source, Ipv4Address Destination, int Node, int Workload);
}
