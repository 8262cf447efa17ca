using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Bfd;
using Router.Wire;

namespace Router.Tests.Bfd;

/// <summary>Control packets as BIRD writes and tshark reads them, and the rules of RFC 5880 §6.8.6 in order.</summary>
public sealed class BfdPacketTests
{
    // Down, multiplier 3, 26 octets, discriminators 1 and 0, a second both ways.
    private const string Good = "2040031a00000001" + "00000000000f4240" + "000f424000000000";

    private static readonly IpAddress s_peer = Ipv4Address.Parse("192.0.2.2");

    public static IEnumerable<TestCaseData> BirdPackets() => File
        .ReadLines(Path.Combine(TestContext.CurrentContext.TestDirectory, "golden", "bfd", "bird2.txt"))
        .Where(line => !line.StartsWith('#'))
        .Select(line => line.Split(' '))
        .Select(fields => new TestCaseData([fields]).SetArgDisplayNames(fields[0]));

    [TestCaseSource(nameof(BirdPackets))]
    public void Packets_of_bird_are_read_as_tshark_reads_them(string[] fields)
    {
        byte[] octets = Convert.FromHexString(fields[0]);
        Assert.That(BfdPacket.Read(octets, out BfdPacket packet), Is.EqualTo(BfdDiscard.None));
        uint[] read =
        [
            (uint)packet.Diagnostic, (uint)packet.State, packet.Poll ? 1u : 0, packet.Final ? 1u : 0,
            packet.Demand ? 1u : 0, packet.DetectMult, packet.MyDiscriminator, packet.YourDiscriminator,
            packet.DesiredMinTx, packet.RequiredMinRx,
        ];
        Assert.That(read, Is.EqualTo(fields.Skip(1).Select(Number)));

        byte[] again = new byte[BfdPacket.Size];
        packet.Write(again);
        Assert.That(Convert.ToHexString(again), Is.EqualTo(Convert.ToHexString(octets)));
    }

    // Each line breaks one rule, and the lines stand in the RFC's order.
    private static readonly (BfdDiscard Reason, Func<byte[], byte[]> Break)[] s_rules =
    [
        (BfdDiscard.Version, octets => With(octets, 0, 0x40)),
        (BfdDiscard.Length, octets => With(octets, 3, 23)),
        (BfdDiscard.Payload, octets => With(octets, 3, 60)),
        (BfdDiscard.DetectMult, octets => With(octets, 2, 0)),
        (BfdDiscard.Multipoint, octets => With(octets, 1, (byte)(octets[1] | 1))),
        (BfdDiscard.MyDiscriminator, octets => With(octets, 7, 0)),
        (BfdDiscard.YourDiscriminator, octets => With(octets, 1, (byte)(octets[1] | 0xc0))),
        (BfdDiscard.Authentication, octets => With(octets, 1, (byte)(octets[1] | 4))),
    ];

    [Test]
    public void Each_rule_discards_and_the_first_broken_one_is_told()
    {
        Assert.That(Receive(Octets()), Is.EqualTo(BfdDiscard.None));
        for (int first = 0; first < s_rules.Length; first++)
        {
            byte[] broken = s_rules[first].Break(Octets());
            Assert.That(Receive(broken), Is.EqualTo(s_rules[first].Reason));
            for (int second = first + 1; second < s_rules.Length; second++)
            {
                // The two length rules set one field.
                if (s_rules[second].Reason != BfdDiscard.Payload)
                {
                    Assert.That(Receive(s_rules[second].Break([.. broken])), Is.EqualTo(s_rules[first].Reason),
                        $"{s_rules[first].Reason} before {s_rules[second].Reason}");
                }
            }
        }
    }

    [TestCase(24, BfdDiscard.Length, Description = "24 octets are no authentication section")]
    [TestCase(25, BfdDiscard.Length)]
    [TestCase(26, BfdDiscard.Authentication)]
    public void The_a_bit_asks_for_26_octets(int length, BfdDiscard expected)
    {
        byte[] octets = With(With(Octets(), 1, 0x44), 3, (byte)length);
        Assert.That(Receive(octets), Is.EqualTo(expected));
    }

    [Test]
    public void A_payload_may_be_longer_than_the_packet_but_not_shorter()
    {
        byte[] octets = Octets();
        Assert.That(Receive(octets), Is.EqualTo(BfdDiscard.None));
        for (int length = 0; length < BfdPacket.Size; length++)
        {
            Assert.That(Receive(octets[..length]), Is.EqualTo(BfdDiscard.Truncated));
        }
    }

    [Test]
    public void Your_discriminator_selects_the_session_whoever_sends_it()
    {
        BfdEngine engine = Engine();
        byte[] octets = Octets();
        BigEndian.WriteUInt32(octets, 8, engine.Session(0).LocalDiscriminator);
        Assert.That(Receive(engine, octets, source: "192.0.2.77"), Is.EqualTo(BfdDiscard.None));

        BigEndian.WriteUInt32(octets, 8, engine.Session(0).LocalDiscriminator + 1);
        Assert.That(Receive(engine, octets), Is.EqualTo(BfdDiscard.NoSession));
    }

    [Test]
    public void Without_your_discriminator_the_sender_selects_it() =>
        Assert.That(Receive(Engine(), Octets(), source: "192.0.2.77"), Is.EqualTo(BfdDiscard.NoSession));

    /// <summary>RFC 5881 §5; RFC 5883 §4 and §5 know no such check.</summary>
    [TestCase(255, false, BfdDiscard.None)]
    [TestCase(254, false, BfdDiscard.Ttl)]
    [TestCase(1, true, BfdDiscard.NoSession, Description = "the other port is no way around it")]
    public void A_single_hop_needs_ttl_255(byte ttl, bool multihop, BfdDiscard expected) =>
        Assert.That(Engine().Receive(s_peer, ttl, multihop, Octets(), Instant.Zero), Is.EqualTo(expected));

    [TestCase(1, 0, BfdDiscard.None)]
    [TestCase(250, 250, BfdDiscard.None)]
    [TestCase(249, 250, BfdDiscard.Ttl)]
    public void Several_hops_take_any_ttl_unless_told(byte ttl, byte least, BfdDiscard expected)
    {
        var engine = new BfdEngine(1);
        engine.Add(new BfdSessionOptions { Remote = s_peer, Multihop = true, MinTtl = least }, Instant.Zero);
        Assert.That(engine.Receive(s_peer, ttl, true, Octets(), Instant.Zero), Is.EqualTo(expected));
        Assert.That(engine.Discarded(BfdDiscard.Ttl), Is.EqualTo(expected == BfdDiscard.Ttl ? 1 : 0));
    }

    private static byte[] Octets() => [.. Convert.FromHexString(Good), 0, 0];

    private static byte[] With(byte[] octets, int at, byte value)
    {
        octets[at] = value;
        return octets;
    }

    private static BfdDiscard Receive(byte[] octets) => Receive(Engine(), octets);

    private static BfdDiscard Receive(BfdEngine engine, byte[] octets, string source = "192.0.2.2") =>
        engine.Receive(Ipv4Address.Parse(source), 255, false, octets, Instant.Zero);

    private static BfdEngine Engine()
    {
        var engine = new BfdEngine(1);
        engine.Add(new BfdSessionOptions { Remote = s_peer }, Instant.Zero);
        return engine;
    }

    private static uint Number(string text) => text.StartsWith("0x", StringComparison.Ordinal)
        ? uint.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
        : uint.Parse(text, CultureInfo.InvariantCulture);
}
