using System;
using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Bgp;

public sealed class RobustnessTests
{
    private const string Marker = "ffffffffffffffffffffffffffffffff";
    private const string Plain = "010400010001" + "41040000fc00";
    private const string Attributes = "40010100" + "400200" + "400304c0a865c9" + "40050400000064";

    private static readonly string[] s_session =
    [
        ScriptedPeer.Open(Plain), ScriptedPeer.Keepalive, ScriptedPeer.Update("", Attributes, "180a0100180a0200"),
        ScriptedPeer.EndOfRib, Marker + "00170500010001", ScriptedPeer.Update("180a0100", "", ""),
            ScriptedPeer.Keepalive,
    ];

    private static ScriptedPeer In(BgpState state)
    {
        ScriptedPeer peer = new();
        if (state >= BgpState.OpenSent)
        {
            peer.Accept();
        }

        if (state >= BgpState.OpenConfirm)
        {
            peer.Receive(s_session[0]);
        }

        if (state == BgpState.Established)
        {
            peer.Receive(s_session[1]);
        }

        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(state));
        return peer;
    }

    [TestCase(BgpState.Active)]
    [TestCase(BgpState.OpenSent)]
    [TestCase(BgpState.OpenConfirm)]
    [TestCase(BgpState.Established)]
    public void Random_octets_never_throw(BgpState state) =>
        Gen.Byte.Array[0, 200].Sample(octets => In(state).Receive(octets), iter: 300, seed: "0000KOIPe036");

    [TestCase(BgpState.OpenSent)]
    [TestCase(BgpState.OpenConfirm)]
    [TestCase(BgpState.Established)]
    public void Damaged_messages_never_throw(BgpState state)
    {
        byte[][] messages = [.. s_session.Select(Convert.FromHexString)];
        Gen.Select(Gen.Int[0, messages.Length - 1], Gen.Int[16, 60], Gen.Byte).Sample((which, at, value) =>
        {
            byte[] damaged = [.. messages[which]];
            damaged[at % damaged.Length] = value;
            ScriptedPeer peer = In(state);
            peer.Receive(damaged);
            foreach (string message in s_session)
            {
                peer.Receive(message);
            }
        }, iter: 1000, seed: "0000KOIPe036");
    }

    [Test]
    public void A_stream_may_be_cut_anywhere()
    {
        byte[] stream = [.. s_session.SelectMany(Convert.FromHexString)];
        string whole = Play(stream, stream.Length, 1);
        Assert.That(whole, Does.EndWith(" 10.2.0.0/24 172.16.0.0/24 7"),
            "one route withdrawn again, all seven messages read");
        for (int cut = 1; cut < stream.Length; cut++)
        {
            Assert.That(Play(stream, cut, stream.Length), Is.EqualTo(whole), $"cut at {cut}");
        }

        Assert.That(Play(stream, 1, 1), Is.EqualTo(whole), "octet by octet");

        static string Play(byte[] stream, int first, int rest)
        {
            ScriptedPeer peer = new();
            peer.Speaker.Originate(Prefix.Parse("172.16.0.0/24"), new BgpOrigination(), peer.Now);
            peer.Accept();
            for (int at = 0, next = first; at < stream.Length; at = next, next = at + rest)
            {
                next = Math.Min(next, stream.Length);
                peer.Speaker.OnReceived(peer.Connection, stream.AsSpan(at, next - at), peer.Now);
            }

            // One Poll at the end: what goes out depends on the octets that came, not on how they were cut.
            peer.Poll();
            return $"{peer.Take()} {string.Join(' ', peer.Speaker.Routes().Select(r => r.Prefix))} "
                + peer.Speaker.Peer(0).Received.Total;
        }
    }

    [Test]
    public void Jumping_to_PollAt_equals_polling_finely()
    {
        string jump = Story(null);
        Assert.That(jump, Does.Contain("hold timer expired"));
        Assert.That(Story(Duration.FromMilliseconds(50)), Is.EqualTo(jump));
        Assert.That(Story(null), Is.EqualTo(jump), "and the same seed tells the same story");

        static string Story(Duration? fine)
        {
            TestNet net = new() { FinePolling = fine };
            TestNode a = net.Add("10.0.0.1");
            TestNode b = net.Add("10.0.0.2", seed: 2);
            TestNode c = net.Add("10.0.0.3", seed: 3);
            foreach ((TestNode from, TestNode to) in new[] { (a, b), (b, a), (a, c), (c, a), (b, c), (c, b) })
            {
                from.Peer(to, p => p with { HoldTime = 9 });
            }

            a.Originate("172.16.1.0/24");
            net.Run(20);
            c.Window = 0;
            b.Originate("172.16.2.0/24");
            net.Run(20);
            c.Unblock();
            net.Run(20);
            return string.Join("\n", net.Nodes.SelectMany(n => n.Log.Concat(n.Routes)));
        }
    }

    [Test]
    public void A_keepalive_each_way_allocates_nothing()
    {
        ScriptedPeer peer = new ScriptedPeer(p => p with { HoldTime = 9 }).Establish();
        byte[] keepalive = Convert.FromHexString(ScriptedPeer.Keepalive);
        CountingSink sink = new();
        Instant now = peer.Now;
        Beat(1000);
        long allocated = Allocation.Of(() => Beat(1000));
        Assert.That(sink.Octets, Is.GreaterThan(19 * 600), "KEEPALIVEs went out");
        Assert.That(peer.Speaker.Peer(0).State, Is.EqualTo(BgpState.Established));
        Assert.That(allocated, Is.Zero);

        void Beat(int times)
        {
            for (int i = 0; i < times; i++)
            {
                now += Duration.FromSeconds(1);
                peer.Speaker.OnReceived(peer.Connection, keepalive, now);
                peer.Speaker.Poll(now, sink);
            }
        }
    }

    [Test]
    public void A_blocked_transport_gets_its_keepalive_and_then_the_send_hold_timer()
    {
        TestNet net = new();
        TestNode a = net.Add("10.0.0.1");
        TestNode b = net.Add("10.0.0.2", seed: 2);
        a.Peer(b, p => p with { Passive = true, HoldTime = 90 });
        b.Peer(a, p => p with { HoldTime = 90 });
        net.Run(5);
        a.BlockTowards(b);
        net.Run(60);
        Assert.That(a.Speaker.Peer(0).OutputQueued, Is.EqualTo(19), "one KEEPALIVE waits, not one for each interval");

        // RFC 9687 §3.1: eight minutes. The other side hears nothing and gives up first unless it ignores its hold
        // timer.
        ScriptedPeer deaf = new ScriptedPeer(p => p with { HoldTime = 90 }).Establish();
        CountingSink sink = new() { Takes = 0 };
        Instant now = deaf.Now;
        byte[] keepalive = Convert.FromHexString(ScriptedPeer.Keepalive);
        for (int second = 0; second < 560 && deaf.Speaker.Peer(0).State == BgpState.Established; second++)
        {
            now += Duration.FromSeconds(1);
            deaf.Speaker.OnReceived(deaf.Connection, keepalive, now);
            deaf.Speaker.Poll(now, sink);
        }

        Assert.That(deaf.Speaker.Peer(0).LastSent!.Value.Code, Is.EqualTo(8), "Send Hold Timer Expired");
        Assert.That((now - deaf.Now).Seconds, Is.InRange(480 + 22, 480 + 31));
    }

    [Test]
    public void A_thousand_peers_share_one_table()
    {
        const int Count = 1000;
        BgpSpeaker hub = new(new BgpSpeakerOptions { LocalAs = new Asn(64512), RouterId = new RouterId(0x0a000001) });
        CountingSink sink = new();
        Instant now = new(1_000_000_000);
        byte[] keepalive = Convert.FromHexString(ScriptedPeer.Keepalive);
        hub.Originate(Prefix.Parse("172.16.0.0/26"), new BgpOrigination(), now);
        for (uint i = 0; i < Count; i++)
        {
            Ipv4Address address = new(0x0a01_0000 + i);
            hub.AddPeer(new BgpPeerOptions
            {
                Name = "Mesh_" + i,
                RemoteAddress = address,
                RemoteAs = new Asn(64512),
                Passive = true,
            }, now);
            Assert.That(hub.OnAccepted(i, new Ipv4Address(0x0a000001), address, 40000, now), Is.True);
            hub.OnReceived(i, Convert.FromHexString(ScriptedPeer.Open(Plain, id: $"{address.Value:x8}")), now);
            hub.OnReceived(i, keepalive, now);
            hub.OnReceived(i, Convert.FromHexString(ScriptedPeer.Update("",
                Attributes.Replace("c0a865c9", $"{address.Value:x8}"), $"1aac{0x20 + (i >> 8):x2}{i & 0xff:x2}00")),
                    now);
            hub.OnReceived(i, Convert.FromHexString(ScriptedPeer.EndOfRib), now);
        }

        int polls = 0;
        for (; hub.PollAt() <= now; polls++)
        {
            hub.Poll(now, sink);
        }

        Assert.That(hub.Peers().All(p => p.State == BgpState.Established && p.EndOfRibSent), Is.True);
        Assert.That(hub.Routes(), Has.Count.EqualTo(Count + 1));
        BgpMemory memory = hub.Memory();
        Assert.That(polls, Is.LessThan(20), "every Poll is bounded, and few are needed");

        // A mesh peer costs its session buffers and one Adj-RIB-Out entry; a route costs indices and its attribute set.
        Assert.That(memory.TableOctets / Count, Is.LessThan(1024));
        Assert.That(memory.BufferOctets / Count, Is.LessThan(2048));
        Assert.That(memory.AttributeSets, Is.LessThanOrEqualTo(Count + 2));

        // One Adj-RIB-Out attribute set serves all thousand.
        hub.Shutdown(now);
        while (hub.PollAt() <= now)
        {
            hub.Poll(now, sink);
        }

        Assert.That(hub.Memory().AttributeSets, Is.EqualTo(1), "nothing leaks: only the origination is left");
        Assert.That(hub.Memory().Paths, Is.EqualTo(1));
        Assert.That(hub.Memory().Prefixes, Is.EqualTo(1));
    }

    private sealed class CountingSink : IBgpSink
    {
        public int Takes { get; init; } = int.MaxValue;

        public long Octets { get; private set; }

        public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl)
        {
        }

        public void CancelConnect(int peer)
        {
        }

        public int Send(long connection, ReadOnlySpan<byte> octets)
        {
            int taken = Math.Min(Takes, octets.Length);
            Octets += taken;
            return taken;
        }

        public void Close(long connection)
        {
        }

        public void Abort(long connection)
        {
        }

        public void OnRoute(in BgpRouteChange change)
        {
        }

        public void OnPeer(in BgpPeerChange change)
        {
        }
    }
}
