using System;
using Router.Wire;

namespace Router.Fuzz;

/// <summary>The formats below BGP.</summary>
internal static class PacketTargets
{
    public static void Ethernet(ReadOnlySpan<byte> octets)
    {
        if (EthernetView.TryCreate(octets, out EthernetView view))
        {
            byte[] again = new byte[view.Header.EncodedLength];
            view.Header.Write(again, 0);
            Promise.Holds(octets.StartsWith(again), "an Ethernet header is written as it was read");
            Promise.Holds(view.Payload.Length == octets.Length - again.Length, "the payload is the rest");
        }
    }

    public static void Arp(ReadOnlySpan<byte> octets)
    {
        if (ArpPacket.TryParse(octets, out ArpPacket packet))
        {
            byte[] again = new byte[ArpPacket.Size];
            packet.Write(again, 0);
            Promise.Holds(octets.StartsWith(again), "an ARP packet is written as it was read");
            Promise.Holds(ArpView.TryCreate(octets, out ArpView view) && view.ToPacket() == packet,
                "view and value are of one mind");
            Promise.Holds(view.Padding.Length == octets.Length - ArpPacket.Size, "the padding is the rest");
        }
    }

    public static void Ipv4(ReadOnlySpan<byte> octets)
    {
        Ipv4Header.TryParseQuoted(octets, 0, octets.Length, out _);
        if (!Ipv4View.TryCreate(octets, out Ipv4View view))
        {
            return;
        }

        Promise.Holds(view.Options.Length + view.Payload.Length + Ipv4Header.Size == view.Header.TotalLength,
            "header, options and payload make up the total length");
        _ = view.ChecksumIsValid;
        int bad = Ipv4Options.Check(octets, 0, view.Header.HeaderLength, out _);
        Promise.Holds(bad == 0 || (bad >= Ipv4Header.Size && bad < view.Header.HeaderLength),
            "a malformed option is pointed at within the header");
        int position = Ipv4Header.Size;
        for (int length = 1; length > 0; position += length)
        {
            length = Math.Max(0, Ipv4Options.Next(octets, position, view.Header.HeaderLength));
        }
    }

    public static void Icmp(ReadOnlySpan<byte> octets)
    {
        if (IcmpView.TryCreate(octets, out IcmpView view))
        {
            Promise.Holds(view.Data.Length == octets.Length - IcmpHeader.Size, "the data are the rest");
            _ = view.ChecksumIsValid;
        }
    }

    public static void Udp(ReadOnlySpan<byte> octets)
    {
        if (UdpView.TryCreate(octets, out UdpView view))
        {
            Promise.Holds(view.Data.Length == view.Header.Length - UdpHeader.Size, "the length field bounds the data");
            view.Header.VerifyChecksum(octets, 0, default, default);
        }
    }

    public static void Tcp(ReadOnlySpan<byte> octets)
    {
        if (!TcpSegment.TryRead(octets, out TcpSegment segment))
        {
            return;
        }

        Promise.Holds(TcpHeader.Size + segment.Options.Length + segment.Payload.Length == octets.Length,
            "header, options and payload make up the segment");
        segment.ChecksumIsValid(default, default);
        TcpOptionReader options = new(segment.Options);
        int steps = 0;
        while (options.Next())
        {
            Promise.Holds(++steps <= TcpHeader.MaxOptions, "an option takes at least an octet");
        }

        byte[] written = new byte[TcpHeader.MaxOptions];
        Promise.Holds(TcpOptionSet.Read(segment.Options).Write(written) <= written.Length, "options fit a header");
    }
}
