using System;
using NUnit.Framework;
using Router.Wire;

namespace Router.Tests.Support;

/// <summary>Composable checks of one IPv4 packet; a failure prints the packet.</summary>
internal sealed class PacketCheck
{
    private readonly byte[] _packet;
    private readonly Ipv4Header _ip;

    private PacketCheck(byte[] packet)
    {
        _packet = packet;
        Assert.That(Ipv4Header.TryParse(packet, out _ip), Is.True, () => "not IPv4: " + Convert.ToHexString(packet));
        Assert.That(Packets.SlowChecksum(packet.AsSpan(0, _ip.HeaderLength)), Is.Zero, Describe("header checksum"));
    }

    public byte[] Payload => _packet.AsSpan(_ip.HeaderLength, _ip.PayloadLength).ToArray();

    public Ipv4Header Header => _ip;

    public static PacketCheck Ip(byte[] packet) => new(packet);

    /// <summary>The packet inside an Ethernet frame.</summary>
    public static PacketCheck Frame(byte[] frame, string? destination = null)
    {
        Assert.That(EthernetView.TryCreate(frame, out EthernetView view), Is.True);
        Assert.That(view.Header.EtherType, Is.EqualTo(EtherType.Ipv4));
        if (destination != null)
        {
            Assert.That(view.Header.Destination.ToString(), Is.EqualTo(destination));
        }

        return new PacketCheck(view.Payload.ToArray());
    }

    public PacketCheck From(string address) => Check("source", _ip.Source.ToString(), address);

    public PacketCheck To(string address) => Check("destination", _ip.Destination.ToString(), address);

    public PacketCheck Ttl(int ttl) => Check("ttl", (int)_ip.Ttl, ttl);

    public PacketCheck Tos(int tos) => Check("tos", (int)_ip.Tos, tos);

    public PacketCheck Protocol(int protocol) => Check("protocol", (int)_ip.Protocol, protocol);

    public PacketCheck DontFragment(bool df) => Check("DF", _ip.DontFragment, df);

    public PacketCheck Length(int length) => Check("length", _ip.TotalLength, length);

    public PacketCheck Icmp(int type, int code)
    {
        Protocol(1);
        byte[] payload = Payload;
        Check("ICMP checksum", (int)Packets.SlowChecksum(payload), 0);
        Check("ICMP type", (int)payload[0], type);
        return Check("ICMP code", (int)payload[1], code);
    }

    public PacketCheck IcmpRest(uint rest) => Check("ICMP rest", BigEndian.ReadUInt32(Payload, 4), rest);

    /// <summary>The error quotes this packet, as much of it as 576 octets hold (RFC 1812 §4.3.2.3).</summary>
    public PacketCheck Quotes(byte[] subject)
    {
        int expected = Math.Min(subject.Length, 576 - 28);
        return Check("quote", Convert.ToHexString(Payload.AsSpan(8)), Convert.ToHexString(subject.AsSpan(0, expected)));
    }

    public PacketCheck Inner()
    {
        Protocol(4);
        return new PacketCheck(Payload);
    }

    private PacketCheck Check<T>(string what, T actual, T expected)
    {
        Assert.That(actual, Is.EqualTo(expected), Describe(what));
        return this;
    }

    private Func<string> Describe(string what) => () => what + " of " + Convert.ToHexString(_packet);
}
