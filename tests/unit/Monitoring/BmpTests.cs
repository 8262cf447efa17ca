using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Tests.Bgp;
using Router.Wire;

namespace Router.Tests.Monitoring;

/// <summary>What a BMP collector reads, message by message as RFC 7854 §4 lays them out.</summary>
public sealed class BmpTests
{
    private const long Zero = 1_700_000_000L * Duration.NanosecondsPerSecond;

    private TestNet _net = null!;
    private TestNode _here = null!;
    private TestNode _peer = null!;
    private BmpExporter _exporter = null!;

    [SetUp]
    public void Start()
    {
        _net = new TestNet();
        var monitors = new BgpMonitors();
        _here = _net.Add("10.9.0.1", change: options => options with { Monitor = monitors });
        _peer = _net.Add("10.9.0.2", 65001);
        _exporter = new BmpExporter(_here.Speaker, new WallClock(Zero),
            new BmpOptions { Name = "node01", Description = "a speaker", BufferLimit = 20_000 });
        monitors.Add(_exporter);
        _here.Peer(_peer);
        _peer.Peer(_here, options => options with { Passive = true });
    }

    [Test]
    public void It_dials_at_once_and_again_after_a_wait_that_doubles()
    {
        Instant start = _net.Now;
        Assert.That(_exporter.WantsConnection(start));
        Assert.That(_exporter.WantsConnection(start), Is.False, "it is under way");
        Assert.That(_exporter.PollAt(), Is.EqualTo(Instant.Never));
        _exporter.OnClosed(start);
        Assert.That(_exporter.PollAt(), Is.EqualTo(start + Duration.FromSeconds(10)));
        Assert.That(_exporter.WantsConnection(start + Duration.FromSeconds(9)), Is.False);
        for (int i = 0; i < 12; i++)
        {
            Instant at = _exporter.PollAt();
            Assert.That(_exporter.WantsConnection(at));
            _exporter.OnClosed(at);
        }

        // RFC 7854 §3.2: at most 720 s.
        Instant last = _exporter.PollAt();
        Assert.That(_exporter.WantsConnection(last));
        _exporter.OnConnected(last);
        _exporter.OnClosed(last);
        Assert.That(_exporter.PollAt(), Is.EqualTo(last + Duration.FromSeconds(5)));
    }

    [Test]
    public void A_session_begins_with_its_name()
    {
        Connect();
        (int type, OctetReader body) = Messages().Single();
        Assert.That(type, Is.EqualTo(4));
        Assert.That((body.UInt16(), body.Take(body.UInt16())), Is.EqualTo((1, "a speaker"u8.ToArray())));
        Assert.That((body.UInt16(), body.Take(body.UInt16())), Is.EqualTo((2, "node01"u8.ToArray())));
        Assert.That(body.IsEnd);
    }

    [TestCase(true)]
    [TestCase(false, Description = "a collector that comes later is told the same")]
    public void Peer_up_has_both_opens_as_they_crossed(bool connectsFirst)
    {
        if (connectsFirst)
        {
            Connect();
        }

        _net.Run(10);
        if (!connectsFirst)
        {
            Connect();
        }

        OctetReader body = Messages().Single(message => message.Type == 3).Body;
        PeerHeader(body);
        Assert.That(body.Hex(12) + body.V4(), Is.EqualTo(new string('0', 24) + "10.9.0.1"), "local address");
        Assert.That((body.UInt16(), body.UInt16()), Is.EqualTo((0, 179)));
        byte[] sent = Message(body);
        byte[] received = Message(body);
        Assert.That(body.IsEnd);
        Assert.That(sent, Is.EqualTo(First(_here)), "our OPEN, octet for octet");
        Assert.That(received, Is.EqualTo(First(_peer)), "theirs");
        Assert.That((sent[18], received[18]), Is.EqualTo(((byte)1, (byte)1)));
    }

    [Test]
    public void Updates_are_monitored_before_policy_as_they_came()
    {
        Connect();
        _net.Run(10);
        Take();
        _peer.Originate("198.51.100.0/24");
        _net.Run(1);
        OctetReader body = Messages().Single(message => message.Type == 0).Body;
        PeerHeader(body);
        byte[] update = Message(body);
        Assert.That(body.IsEnd);
        Assert.That(update[18], Is.EqualTo(2));
        Assert.That(_peer.SentBytes.Select(Convert.ToHexString), Has.Some.Contains(Convert.ToHexString(update)));
    }

    /// <summary>RFC 7854 §5: after Peer Up the whole table, then End-of-RIB; the peer is asked for it again.</summary>
    [Test]
    public void Who_connects_late_gets_the_table_and_its_end()
    {
        _peer.Originate("198.51.100.0/24");
        _net.Run(10);
        Connect();
        _net.Run(1);
        _exporter.Poll(_net.Now);
        _net.Run(2);
        byte[][] updates = [.. Messages().Where(message => message.Type == 0).Select(message =>
        {
            PeerHeader(message.Body);
            return Message(message.Body);
        })];
        Assert.That(_peer.Speaker.Peer(0).Received.RouteRefresh, Is.EqualTo(1));
        Assert.That(updates.Count(update => Convert.ToHexString(update).EndsWith("18C63364", StringComparison.Ordinal)),
            Is.EqualTo(1), "the route");

        // RFC 4724 §2: an UPDATE of 23 octets is the end of an IPv4 table.
        Assert.That(updates[^1], Has.Length.EqualTo(23));
        Assert.That(_here.Speaker.Peer(0).Establishments, Is.EqualTo(1), "without a flap");
    }

    [Test]
    public void Peer_down_has_the_notification_and_whose_it_was()
    {
        Connect();
        _net.Run(10);
        Take();
        _here.Speaker.SetAdmin(0, false, _net.Now, "bye");
        OctetReader body = Messages().Single(message => message.Type == 2).Body;
        PeerHeader(body);
        Assert.That(body.Byte(), Is.EqualTo(1), "RFC 7854 §4.9: the local system closed with a NOTIFICATION");
        byte[] notification = Message(body);
        Assert.That((notification[18], notification[19], notification[20]), Is.EqualTo(((byte)3, (byte)6, (byte)2)));

        _here.Speaker.SetAdmin(0, true, _net.Now);
        _net.Run(30);
        Take();
        _peer.Speaker.Reset(0, _net.Now);
        _net.Run(1);
        body = Messages().Single(message => message.Type == 2).Body;
        PeerHeader(body);
        Assert.That(body.Byte(), Is.EqualTo(3), "the remote system did");
        Assert.That(Message(body)[20], Is.EqualTo(4), "RFC 4486: administrative reset");
    }

    [Test]
    public void Peer_down_without_a_word_says_so()
    {
        Connect();
        _net.Run(10);
        Take();
        _peer.CloseBoth(_peer.OpenEnds.Single());
        _net.Run(0.1);
        OctetReader body = Messages().Single(message => message.Type == 2).Body;
        PeerHeader(body);
        Assert.That(body.Byte(), Is.EqualTo(4), "RFC 7854 §4.9: closed without a notification");
        Assert.That(body.IsEnd);
    }

    [Test]
    public void A_peer_that_is_removed_is_down_for_good()
    {
        Connect();
        _net.Run(10);
        Take();
        _here.Speaker.RemovePeer(0, _net.Now);
        OctetReader body = Messages().Single(message => message.Type == 2).Body;
        PeerHeader(body);
        Assert.That(body.Byte(), Is.EqualTo(5), "RFC 7854 §4.9: de-configured");
    }

    [Test]
    public void Statistics_come_each_minute()
    {
        _peer.Originate("198.51.100.0/24");
        _here.Originate("203.0.113.0/24");
        Connect();
        _net.Run(30);
        _exporter.Poll(_net.Now);
        Take();
        Assert.That(_exporter.PollAt(), Is.LessThanOrEqualTo(_net.Now + Duration.FromSeconds(60)));
        _exporter.Poll(_exporter.PollAt());
        OctetReader body = Messages().Single(message => message.Type == 1).Body;
        PeerHeader(body);
        Assert.That(body.UInt32(), Is.EqualTo(3));
        Assert.That((body.UInt16(), body.UInt16(), body.UInt64()), Is.EqualTo((7, 8, 1ul)), "Adj-RIB-In");
        Assert.That((body.UInt16(), body.UInt16(), body.UInt64()), Is.EqualTo((8, 8, 2ul)), "Loc-RIB");
        Assert.That((body.UInt16(), body.UInt16(), body.UInt32()), Is.EqualTo((11, 4, 0u)), "treated as withdrawn");
        Assert.That(body.IsEnd);
    }

    [Test]
    public void A_collector_that_does_not_read_loses_its_session_and_not_our_memory()
    {
        Connect();
        _net.Run(10);
        for (int i = 0; i < 2000; i++)
        {
            _peer.Originate($"100.{i >> 8}.{i & 255}.0/24", new BgpOrigination { Med = (uint)i });
        }

        _net.Run(10);
        Assert.That(_exporter.MustHangUp);
        Assert.That((_exporter.Overruns, _exporter.Output.Count), Is.EqualTo((1, 0)));
        Assert.That(_here.State(), Is.EqualTo(BgpState.Established));
        _exporter.OnClosed(_net.Now);
        Assert.That(_exporter.MustHangUp, Is.False);
        Assert.That(_exporter.WantsConnection(_exporter.PollAt()));
    }

    [Test]
    public void The_end_is_said()
    {
        Connect();
        Take();
        _exporter.Terminate();
        (int type, OctetReader body) = Messages().Single();
        Assert.That((type, body.UInt16(), body.UInt16(), body.UInt16()), Is.EqualTo((5, 1, 2, 0)));
        Assert.That(body.IsEnd);
    }

    private void Connect()
    {
        Assert.That(_exporter.WantsConnection(_net.Now));
        _exporter.OnConnected(_net.Now);
    }

    private void Take() => _exporter.Output.Take(_exporter.Output.Count);

    /// <summary>The first message that a node sent.</summary>
    private static byte[] First(TestNode node)
    {
        byte[] octets = node.SentBytes.First(static sent => sent.Length > 0);
        return octets[..BigEndian.ReadUInt16(octets, 16)];
    }

    private static void PeerHeader(OctetReader body)
    {
        Assert.That((body.Byte(), body.Byte()), Is.EqualTo(((byte)0, (byte)0)), "global, IPv4, before policy");
        Assert.That(body.UInt64(), Is.Zero, "distinguisher");
        Assert.That(body.Hex(12) + body.V4(), Is.EqualTo(new string('0', 24) + "10.9.0.2"));
        Assert.That((body.UInt32(), body.V4()), Is.EqualTo((65001u, Ipv4Address.Parse("10.9.0.2"))));
        Assert.That(body.UInt32(), Is.InRange(1_700_000_001u, 1_700_001_000u));
        Assert.That(body.UInt32(), Is.LessThan(1_000_000u));
    }

    private static byte[] Message(OctetReader body) => BmpReader.Message(body);

    private List<(int Type, OctetReader Body)> Messages() => BmpReader.Messages(_exporter);
}
