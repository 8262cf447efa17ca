using System;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>Frames as a hostile and a busy network send them; the same seed gives the same frame.</summary>
internal sealed class OddFrames(RandomStream random)
{
    private static readonly string[] s_sources =
    [
        "10.0.0.2", "10.0.0.3", "10.0.1.2", "10.0.2.2", "172.16.1.2", "172.16.1.3", "172.17.0.9", "172.17.1.9",
        "192.168.7.7", "8.8.8.8", "10.9.0.1", "10.0.0.2", "172.16.1.2", "172.17.0.9",
    ];

    private static readonly string[] s_oddSources =
    [
        "10.0.0.1", "172.16.0.1", "10.0.1.255", "127.0.0.1", "0.0.0.0", "224.0.0.1", "169.254.3.3", "240.1.1.1",
        "255.255.255.255", "172.16.1.40",
    ];

    private static readonly string[] s_destinations =
    [
        "10.0.0.2", "10.0.0.3", "10.0.1.2", "10.0.2.2", "172.16.1.2", "172.16.1.3", "172.17.0.9", "172.17.1.9",
        "172.17.2.2", "192.168.7.7", "192.168.8.8", "8.8.4.4", "172.20.0.1", "10.0.1.2", "172.17.0.77", "172.18.3.3",
        "172.19.0.5", "10.0.0.4",
    ];

    private static readonly string[] s_oddDestinations =
    [
        "10.0.0.1", "10.0.1.1", "172.16.0.1", "10.0.0.255", "10.0.1.255", "255.255.255.255", "224.0.0.9", "127.0.0.1",
        "0.1.2.3", "169.254.9.9", "172.16.1.40", "250.0.0.1", "99.0.0.1",
    ];

    private static readonly string[] s_remotes =
        ["10.0.0.2", "10.0.0.2", "10.0.1.2", "10.9.0.1", "10.0.2.2", "8.8.8.8"];

    private static readonly int[] s_sizes =
        [20, 21, 23, 24, 28, 46, 64, 100, 579, 580, 581, 599, 600, 601, 1459, 1460, 1461, 1479, 1480, 1481, 1500];

    private static readonly byte[] s_ttls = [64, 64, 64, 63, 255, 2, 1, 0];

    private static readonly byte[] s_protocols = [IpProtocol.Udp, IpProtocol.Tcp, IpProtocol.Icmp, 47, IpProtocol.Ipip];

    /// <summary>A frame for a port with this address; one in <paramref name="oddness"/> has something wrong.</summary>
    public byte[] Next(MacAddress station, int oddness)
    {
        if (Chance(24))
        {
            return Arp(station);
        }

        byte[] packet = Chance(3) ? Wrapped(oddness) : Packet(oddness);
        byte[] frame = Packets.Ethernet(station, Packets.PeerMac, EtherType.Ipv4, packet);
        return Chance(oddness) ? Damage(frame, station) : Chance(5) ? Pad(frame) : frame;
    }

    private byte[] Packet(int oddness)
    {
        string source = Chance(oddness) ? Pick(s_oddSources) : Pick(s_sources);
        string destination = Chance(oddness) ? Pick(s_oddDestinations) : Pick(s_destinations);
        int size = Math.Max(Pick(s_sizes) - 20, 0);
        byte protocol = Chance(3) ? Pick(s_protocols) : IpProtocol.Udp;
        byte[] payload = new byte[size];
        Fill(payload);
        bool fragment = Chance(10);
        return Packets.Ip(
            source,
            destination,
            protocol,
            payload,
            Chance(4) ? Pick(s_ttls) : (byte)64,
            (byte)Below(256),
            df: Chance(2),
            id: (ushort)random.NextUInt32(),
            offset: fragment ? (Chance(4) ? 65528 : Below(200) * 8) : 0,
            more: fragment && Chance(2),
            options: Chance(20) ? [1, 1, 1, 0] : null);
    }

    private byte[] Wrapped(int oddness)
    {
        byte[] inner = Packet(oddness);
        if (Chance(oddness))
        {
            inner[Below(Math.Min(inner.Length, 24))] ^= (byte)(1 << Below(8));
        }

        if (inner.Length > 1480)
        {
            inner = Packets.Udp(Pick(s_sources), Pick(s_destinations), 64);
        }

        string end = Chance(oddness) ? Pick(s_oddDestinations) : "10.0.0.1";
        return Packets.Ip(Pick(s_remotes), end, IpProtocol.Ipip, inner, Chance(6) ? Pick(s_ttls) : (byte)64,
            (byte)Below(256), df: Chance(2), more: Chance(20));
    }

    private byte[] Arp(MacAddress station)
    {
        string neighbour = Pick(s_destinations);
        var mac = new MacAddress(0x0200_0000_0090ul + (ulong)Below(3));
        bool request = Chance(2);
        string target = Pick(["10.0.0.1", "10.0.1.1", "10.0.2.1", "169.254.1.1"]);
        byte[] arp = Packets.Arp(request ? ArpOperation.Request : ArpOperation.Reply, mac, neighbour,
            Chance(5) ? neighbour : target, request ? default : station);
        return Packets.Ethernet(Chance(2) ? station : MacAddress.Broadcast, mac, EtherType.Arp, arp);
    }

    private byte[] Damage(byte[] frame, MacAddress station)
    {
        switch (Below(9))
        {
            case 0:
                frame[Below(Math.Min(frame.Length, 54))] ^= (byte)(1 << Below(8));
                return frame;
            case 1:
                return frame[..Below(frame.Length)];
            case 2:
                MacAddress.Broadcast.Write(frame, 0);
                return frame;
            case 3:
                frame[6] |= 1;
                return frame;
            case 4:
                return [.. frame[..12], 0x81, 0, (byte)Below(2), 0, .. frame[12..]];
            case 5:
                new MacAddress(0x0200_0000_0077).Write(frame, 0);
                return frame;
            case 6:
                frame[12] = (byte)Below(256);
                return frame;
            case 7:
                Packets.Put16(frame, 16, Below(1600));
                return Resum(frame);
            default:
                frame[14] = (byte)(0x40 | Below(16));
                return Resum(frame);
        }
    }

    private byte[] Pad(byte[] frame)
    {
        byte[] padded = new byte[Math.Min(frame.Length + Below(40), 1900)];
        frame.AsSpan(0, Math.Min(frame.Length, padded.Length)).CopyTo(padded);
        return padded;
    }

    private static byte[] Resum(byte[] frame)
    {
        int header = Math.Min((frame[14] & 15) * 4, frame.Length - 14);
        if (header >= 20)
        {
            Packets.Put16(frame, 24, 0);
            Packets.Put16(frame, 24, Packets.SlowChecksum(frame.AsSpan(14, header)));
        }

        return frame;
    }

    private void Fill(byte[] payload)
    {
        for (int i = 0; i < payload.Length; i++)
        {
            payload[i] = (byte)random.NextUInt32();
        }
    }

    private bool Chance(int oneIn) => Below(oneIn) == 0;

    private T Pick<T>(T[] from) => from[Below(from.Length)];

    private int Below(int bound) => (int)random.NextBelow((uint)bound);
}
