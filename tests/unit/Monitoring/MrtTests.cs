using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Tests.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Monitoring;

/// <summary>MRT records, field by field as RFC 6396 and RFC 8050 lay them out.</summary>
public sealed class MrtTests
{
    private const long Zero = 1_700_000_000L * Duration.NanosecondsPerSecond;

    private TestNet _net = null!;
    private BgpMonitors _monitors = null!;
    private TestNode _here = null!;
    private TestNode _peer = null!;
    private MrtUpdates _updates = null!;

    [SetUp]
    public void Start()
    {
        _net = new TestNet();
        _monitors = new BgpMonitors();
        _here = _net.Add("10.9.0.1", change: options => options with { Monitor = _monitors });
        _updates = new MrtUpdates(_here.Speaker, new WallClock(Zero));
        _monitors.Add(_updates);
        _peer = _net.Add("10.9.0.2", 65001);
    }

    [TestCase(false, 2)]
    [TestCase(true, 8, Description = "RFC 8050 §4.1")]
    public void A_table_dump_names_its_peers_and_then_each_route(bool addPath, int subtype)
    {
        Establish(addPath);
        _peer.Originate("198.51.100.0/23");
        _here.Originate("203.0.113.0/24");
        _net.Run(10);
        OctetReader[] records = [.. Dump(slots: 1)];
        Assert.That(records, Has.Length.EqualTo(3));

        // RFC 6396 §4.3.1.
        OctetReader index = Body(records[0], type: 13, 1);
        Assert.That(index.V4(), Is.EqualTo(Ipv4Address.Parse("10.9.0.1")), "collector");
        Assert.That(index.Take(index.UInt16()), Is.EqualTo("Loc-RIB"u8.ToArray()));
        Assert.That(index.UInt16(), Is.EqualTo(2), "peers");
        Assert.That((index.Byte(), index.V4(), index.V4(), index.UInt32()), Is.EqualTo(
            ((byte)2, Ipv4Address.Parse("10.9.0.1"), Ipv4Address.Any, 64512u)), "ourselves");
        Assert.That((index.Byte(), index.V4(), index.V4(), index.UInt32()), Is.EqualTo(
            ((byte)2, Ipv4Address.Parse("10.9.0.2"), Ipv4Address.Parse("10.9.0.2"), 65001u)));
        Assert.That(index.IsEnd);

        // §4.3.2 and §4.3.4. Of the peer's session at 1 + 2 s; the prefix in as many octets as its length needs.
        OctetReader route = Body(records[1 + Order("198.51.100.0/23")], type: 13, subtype);
        route.UInt32();
        Assert.That(route.Hex(4), Is.EqualTo("17C63364"));
        Assert.That((route.UInt16(), route.UInt16()), Is.EqualTo((1, 1)), "one entry, of peer 1");
        Assert.That(route.UInt32(), Is.InRange(1_700_000_001u, 1_700_000_010u));
        if (addPath)
        {
            Assert.That(route.UInt32(), Is.EqualTo(1), "the path identifier");
        }

        int length = route.UInt16();

        // ORIGIN IGP, AS_PATH of one four-octet number, NEXT_HOP; eBGP carries no LOCAL_PREF.
        Assert.That(route.Hex(length), Is.EqualTo("40010100" + "4002060201" + "0000FDE9" + "400304" + "0A090002"));
        Assert.That(route.IsEnd);
    }

    [Test]
    public void A_dump_in_small_steps_is_the_dump_in_one()
    {
        Establish(addPath: false);
        for (int i = 0; i < 300; i++)
        {
            _peer.Originate($"100.64.{i & 255}.{i >> 8 << 7}/25");
        }

        _net.Run(10);
        Assert.That(Whole(slots: 7), Is.EqualTo(Whole(slots: 100_000)));
        Assert.That(Dump(slots: 7).Count(), Is.EqualTo(301));
    }

    [Test]
    public void An_ipv6_next_hop_stands_in_a_shortened_mp_reach()
    {
        Establish(addPath: false);
        _here.Speaker.Originate(IpPrefix.Parse("2001:db8::/33"),
            new BgpOrigination { NextHop = IpAddress.Parse("fd99::1") }, _net.Now);
        _net.Run(1);
        OctetReader route = Body(Dump(slots: 9).Last(), type: 13, 4);
        route.UInt32();
        Assert.That(route.Hex(6), Is.EqualTo("2120010DB800"), "33 bits are five octets");
        Assert.That((route.UInt16(), route.UInt16()), Is.EqualTo((1, 0)));
        route.UInt32();
        string attributes = route.Hex(route.UInt16());

        // RFC 6396 §4.3.4: type 14 has only the next hop's length and the next hop.
        Assert.That(attributes, Does.Contain("800E1110FD990000000000000000000000000001"));
        Assert.That(attributes, Does.Not.Contain("400310"));
    }

    [TestCase(false, 4)]
    [TestCase(true, 9, Description = "RFC 8050 §3: MESSAGE_AS4_ADDPATH")]
    public void What_a_peer_says_is_recorded_as_it_came(bool addPath, int subtype)
    {
        Establish(addPath);
        _updates.Output.Clear();
        _peer.Originate("198.51.100.0/24");
        _net.Run(1);
        OctetReader record = Body(Records(_updates.Output.Pending.ToArray()).Single(), type: 17, subtype, out uint at);
        Assert.That(at, Is.InRange(1_700_000_001u, 1_700_000_030u));
        Assert.That(record.UInt32(), Is.LessThan(1_000_000u), "microseconds (RFC 6396 §3)");
        Assert.That((record.UInt32(), record.UInt32(), record.UInt16(), record.UInt16()),
            Is.EqualTo((65001u, 64512u, 0, 1)), "peer AS, our AS, interface, AFI");
        Assert.That((record.V4(), record.V4()),
            Is.EqualTo((Ipv4Address.Parse("10.9.0.2"), Ipv4Address.Parse("10.9.0.1"))));
        byte[] message = record.Rest();
        Assert.That(message[..16], Is.All.EqualTo(0xff));
        Assert.That(message[18], Is.EqualTo((byte)BgpMessageType.Update));
        Assert.That(_peer.SentBytes.Select(Convert.ToHexString),
            Has.Some.Contains(Convert.ToHexString(message)), "octet for octet what the peer sent");
    }

    [Test]
    public void States_are_counted_from_one()
    {
        Establish(addPath: false);
        (int Old, int New)[] changes = [.. Changes()];

        // RFC 6396 §4.4.1: Idle 1, Connect 2, Active 3, OpenSent 4, OpenConfirm 5, Established 6.
        Assert.That(changes[^3..], Is.EqualTo(new[] { (2, 4), (4, 5), (5, 6) }));
        _updates.Output.Clear();
        _here.Speaker.SetAdmin(0, false, _net.Now);
        Assert.That(Changes(), Is.EqualTo(new[] { (6, 1) }));
    }

    [Test]
    public void What_is_not_fetched_is_dropped_whole_and_counted()
    {
        var small = new MrtUpdates(_here.Speaker, new WallClock(Zero), limit: 200);
        _monitors.Add(small);
        Establish(addPath: false);
        _peer.Originate("198.51.100.0/24");
        _net.Run(1);
        Assert.That(small.Output.Count, Is.InRange(200, 200 + 4096));
        Assert.That(small.Dropped, Is.Positive);
        Assert.That(Records(small.Output.Pending.ToArray()), Is.Not.Empty);
    }

    private void Establish(bool addPath)
    {
        _here.Peer(_peer, options => options with { AddPath = Mode(addPath) });
        _peer.Peer(_here, options => options with { AddPath = Mode(addPath), Passive = true });
        _net.Run(10);
        Assert.That(_here.State(), Is.EqualTo(BgpState.Established));
    }

    private static AddPathMode Mode(bool addPath) => addPath ? AddPathMode.Both : AddPathMode.None;

    private IEnumerable<(int Old, int New)> Changes()
    {
        foreach (OctetReader record in Records(_updates.Output.Pending.ToArray()))
        {
            record.UInt32();
            record.UInt16();
            if (record.UInt16() == 5)
            {
                record.Take(4 + 4 + 4 + 4 + 2 + 2 + 4 + 4);
                yield return (record.UInt16(), record.UInt16());
                Assert.That(record.IsEnd);
            }
        }
    }

    private byte[] Whole(int slots)
    {
        var buffer = new OctetBuffer();
        var dump = new MrtTableDump(_here.Speaker, new WallClock(Zero), _net.Now);
        while (!dump.IsOver)
        {
            dump.Write(buffer, slots);
        }

        return buffer.Pending.ToArray();
    }

    private IEnumerable<OctetReader> Dump(int slots) => Records(Whole(slots));

    private int Order(string prefix) =>
        _here.Speaker.RouteAt(BgpFamily.Ipv4Unicast, 0)!.Prefix == IpPrefix.Parse(prefix) ? 0 : 1;

    private static OctetReader Body(OctetReader record, int type, int subtype) => Body(record, type, subtype, out _);

    private static OctetReader Body(OctetReader record, int type, int subtype, out uint at)
    {
        at = record.UInt32();
        Assert.That((record.UInt16(), record.UInt16()), Is.EqualTo((type, subtype)));
        OctetReader body = record.Part((int)record.UInt32());
        Assert.That(record.IsEnd);
        return body;
    }

    /// <summary>RFC 6396 §2: 12 octets of header, the last four the length of the rest.</summary>
    private static IEnumerable<OctetReader> Records(byte[] octets)
    {
        for (int at = 0; at < octets.Length;)
        {
            int length = 12 + (int)BigEndian.ReadUInt32(octets, at + 8);
            yield return new OctetReader(octets[at..(at + length)]);
            at += length;
        }
    }
}
