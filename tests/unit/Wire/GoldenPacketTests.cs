using System;
using NUnit.Framework;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Wire;

/// <summary>
/// Bytes and values, both ways. The octets are typed by hand from the RFCs' figures, or are widely published examples
/// where that is said.
/// </summary>
public sealed class GoldenPacketTests
{
    [Test]
    public void Ethernet()
    {
        byte[] bytes = Convert.FromHexString("EEEEEEEEEEEECED3511A8DFE0800");
        Assert.That(EthernetHeader.TryParse(bytes, out EthernetHeader header), Is.True);
        var expected = new EthernetHeader(
            MacAddress.CalicoWorkload, MacAddress.Parse("ce:d3:51:1a:8d:fe"), EtherType.Ipv4);
        Assert.That(header, Is.EqualTo(expected));
        Assert.That(Written(14, octets => expected.Write(octets, 0)), Is.EqualTo(bytes));
    }

    [Test]
    public void Ethernet_with_a_tag()
    {
        byte[] bytes = Convert.FromHexString("FFFFFFFFFFFF0200000000018100B0640806");
        Assert.That(EthernetHeader.TryParse(bytes, out EthernetHeader header), Is.True);
        Assert.That((header.Tag.Priority, header.Tag.DropEligible, header.Tag.Vlan), Is.EqualTo((5, true, 100)));
        Assert.That(header.EtherType, Is.EqualTo(EtherType.Arp));
        var expected = new EthernetHeader(MacAddress.Broadcast, MacAddress.Parse("02:00:00:00:00:01"), EtherType.Arp)
        {
            Tagged = true,
            Tag = new VlanTag(5, true, 100),
        };
        Assert.That(Written(expected.EncodedLength, octets => expected.Write(octets, 0)), Is.EqualTo(bytes));
    }

    [Test]
    public void Arp_request()
    {
        byte[] bytes = Convert.FromHexString("0001080006040001CED3511A8DFEACA5E79C000000000000A9FE0101");
        var expected = new ArpPacket(ArpOperation.Request, MacAddress.Parse("ce:d3:51:1a:8d:fe"),
            Ipv4Address.Parse("172.165.231.156"), default, Ipv4Address.CalicoGateway);
        Assert.That(ArpPacket.TryParse(bytes, out ArpPacket packet), Is.True);
        Assert.That(packet, Is.EqualTo(expected));
        Assert.That(Written(ArpPacket.EncodedLength, octets => expected.Write(octets, 0)), Is.EqualTo(bytes));
    }

    [Test]
    public void Arp_request_padded_to_the_least_frame()
    {
        byte[] bytes = Convert.FromHexString(
            "0001080006040001CED3511A8DFEACA5E79C000000000000A9FE0101" + "000000000000000000000000000000000000");
        Assert.That(ArpView.TryCreate(bytes, out ArpView view), Is.True);
        Assert.That(view.Operation, Is.EqualTo(ArpOperation.Request));
        Assert.That(view.SenderHardware.ToString(), Is.EqualTo("ce:d3:51:1a:8d:fe"));
        Assert.That(view.SenderProtocol.ToString(), Is.EqualTo("172.165.231.156"));
        Assert.That(view.TargetHardware.IsZero, Is.True);
        Assert.That(view.TargetProtocol, Is.EqualTo(Ipv4Address.CalicoGateway));
        Assert.That(view.Padding.Length, Is.EqualTo(18));
        bytes[5] = 16;
        Assert.That(ArpView.TryCreate(bytes, out _), Is.False, "a pair of Ethernet and something else");
    }

    [Test]
    public void Ipv4_header()
    {
        // The textbook header whose checksum is b861 (Wikipedia, "Internet checksum").
        byte[] bytes = Convert.FromHexString("45000073000040004011B861C0A80001C0A800C7");
        Assert.That(Ipv4Header.TryParseQuoted(bytes, 0, 20, out Ipv4Header header), Is.True);
        Assert.That((header.TotalLength, header.Ttl, header.Protocol, header.DontFragment),
            Is.EqualTo((115, (byte)64, (byte)17, true)));
        Assert.That(Ipv4Header.VerifyChecksum(bytes, 0, 20), Is.True);
        Assert.That(Written(20, octets => header.Write(octets, 0)), Is.EqualTo(bytes));
    }

    [Test]
    public void Icmp_echo()
    {
        // Type 8, identifier 1, sequence 2, data "ab": ~(0800 + 0001 + 0002 + 6162) = 969a.
        byte[] bytes = Convert.FromHexString("0800969A000100026162");
        Assert.That(IcmpView.TryCreate(bytes, out IcmpView view), Is.True);
        Assert.That((view.Header.Type, view.Header.Identifier, view.Header.Sequence, view.ChecksumIsValid),
            Is.EqualTo(((byte)8, (ushort)1, (ushort)2, true)));
        IcmpHeader header = view.Header;
        byte[] output = new byte[10];
        view.Data.CopyTo(output.AsSpan(8));
        header.Write(output, 0, 10);
        Assert.That(output, Is.EqualTo(bytes));
    }

    [Test]
    public void Udp_datagram()
    {
        // Pseudo-header 10.0.0.1 10.0.0.2 17 10, ports 1 and 2, data "hi"; the sum is done the slow way.
        byte[] bytes = Convert.FromHexString("00010002000A00006869");
        Ipv4Address source = Ipv4Address.Parse("10.0.0.1");
        Ipv4Address destination = Ipv4Address.Parse("10.0.0.2");
        byte[] pseudo = [.. Convert.FromHexString("0A0000010A0000020011000A"), .. bytes];
        Packets.Put16(bytes, 6, Packets.SlowChecksum(pseudo));
        Assert.That(UdpHeader.TryParse(bytes, out UdpHeader header), Is.True);
        Assert.That(header.VerifyChecksum(bytes, 0, source, destination), Is.True);
        byte[] output = new byte[10];
        bytes.AsSpan(8).CopyTo(output.AsSpan(8));
        new UdpHeader(1, 2, 10, 0).Write(output, 0, source, destination);
        Assert.That(output, Is.EqualTo(bytes));
        Assert.That(header.VerifyChecksum(bytes, 0, source, Ipv4Address.Parse("10.0.0.3")), Is.False);
    }

    private static byte[] Written(int length, Action<byte[]> write)
    {
        byte[] octets = new byte[length];
        write(octets);
        return octets;
    }
}
