using System;
using CsCheck;
using NUnit.Framework;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Wire;

/// <summary>Parsers are total, what parses writes back as it was, and the fast sums equal the slow one.</summary>
public sealed class PacketPropertyTests
{
    [Test]
    public void Whatever_parses_writes_back_byte_for_byte() => Gen.Byte.Array[0, 80].Sample(
        octets =>
        {
            if (octets.Length > 0)
            {
                octets[0] = (byte)(0x40 | (octets[0] & 15));
            }

            byte[] copy = (byte[])octets.Clone();
            if (EthernetHeader.TryParse(octets, out EthernetHeader ethernet))
            {
                ethernet.Write(copy, 0);
                Assert.That(copy, Is.EqualTo(octets));
            }

            if (ArpPacket.TryParse(octets, out ArpPacket arp))
            {
                arp.Write(copy, 0);
                Assert.That(copy, Is.EqualTo(octets));
            }

            if (UdpHeader.TryParse(octets, out UdpHeader udp))
            {
                udp.Write(copy, 0);
                Assert.That(copy, Is.EqualTo(octets));
            }

            if (IcmpHeader.TryParse(octets, out IcmpHeader icmp))
            {
                icmp.Write(copy, 0, copy.Length);
                Assert.That(Packets.SlowChecksum(copy), Is.Zero);
                Assert.That(copy.AsSpan(4).ToArray(), Is.EqualTo(octets.AsSpan(4).ToArray()));
            }
        },
        iter: 20_000);

    [Test]
    public void Ipv4_headers_round_trip_every_field() =>
        Gen.Select(Gen.Byte.Array[60], Gen.Int[5, 15], Gen.Int[0, 200]).Sample(
            (octets, words, extra) =>
            {
                byte[] packet = new byte[60 + extra];
                octets.CopyTo(packet, 0);
                packet[0] = (byte)(0x40 | words);
                Packets.Put16(packet, 2, (words * 4) + Math.Min(extra, 60));
                Packets.Put16(packet, 10, 0);
                Packets.Put16(packet, 10, Packets.SlowChecksum(packet.AsSpan(0, words * 4)));
                Assert.That(Ipv4View.TryCreate(packet, out Ipv4View view), Is.True);
                Assert.That(view.ChecksumIsValid, Is.True);
                byte[] copy = (byte[])packet.Clone();
                copy.AsSpan(0, 20).Clear();
                view.Header.Write(copy, 0);
                Assert.That(copy, Is.EqualTo(packet));
                int bad = Ipv4Options.Check(packet, 0, words * 4, out _);
                Assert.That(bad, Is.InRange(0, (words * 4) - 1));
                Assert.That(Ipv4Options.WriteCopied(packet, 0, words * 4, new byte[60], 20), Is.LessThanOrEqualTo(40));
            },
            iter: 20_000);

    [Test]
    public void Fast_checksum_is_the_slow_one() =>
        Gen.Select(Gen.Byte.Array[0, 200], Gen.Int[0, 20]).Sample(
            (octets, offset) =>
            {
                offset = Math.Min(offset, octets.Length);
                Assert.That(
                    InternetChecksum.Of(octets, offset, octets.Length - offset),
                    Is.EqualTo(Packets.SlowChecksum(octets.AsSpan(offset))));
            },
            iter: 20_000);

    [Test]
    public void Incremental_updates_equal_a_fresh_sum() =>
        Gen.Select(Gen.Byte.Array[20], Gen.Byte[1, 255], Gen.Byte).Sample(
            (octets, ttl, tos) =>
            {
                octets[0] = 0x45;
                octets[8] = ttl;
                Packets.Put16(octets, 10, 0);
                Packets.Put16(octets, 10, Packets.SlowChecksum(octets));
                Ipv4Header.DecrementTtl(octets, 0);
                Ipv4Header.SetTos(octets, 0, tos);
                Assert.That(Packets.SlowChecksum(octets), Is.Zero);
                Assert.That((int)octets[8], Is.EqualTo(ttl - 1));
                Assert.That(octets[1], Is.EqualTo(tos));
            },
            iter: 20_000);

    [TestCase("", Ipv4Status.Truncated)]
    [TestCase("4500001400000000400000000A0000010A0000", Ipv4Status.Truncated)]
    [TestCase("6500001400000000400000000A0000010A000002", Ipv4Status.BadVersion)]
    [TestCase("4400001400000000400000000A0000010A000002", Ipv4Status.BadHeaderLength)]
    [TestCase("4600001800000000400000000A0000010A000002", Ipv4Status.Truncated)]
    [TestCase("4500001300000000400000000A0000010A000002", Ipv4Status.BadTotalLength)]
    [TestCase("4500001500000000400000000A0000010A000002", Ipv4Status.BadTotalLength)]
    [TestCase("4500001400000000400000000A0000010A000002", Ipv4Status.Ok)]
    public void Header_checks(string hex, Ipv4Status expected) =>
        Assert.That(Ipv4Header.Parse(Convert.FromHexString(hex), 0, hex.Length / 2, out _), Is.EqualTo(expected));
}
