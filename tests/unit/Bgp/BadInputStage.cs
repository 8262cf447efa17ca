using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>
/// A speaker between three peers that the test plays: one under suspicion, one that announces, one that listens.
/// </summary>
internal sealed class BadInputStage : IBgpSink
{
    public const int Suspect = 0;
    public const int Sender = 1;
    public const int Listener = 2;

    private static readonly IpAddress s_here = Ipv4Address.Parse("192.0.2.1");
    private readonly PeerEnd[] _ends = [new(), new(), new()];
    private long _connections;

    public BadInputStage(BadSession session)
    {
        Session = session;
        Speaker = new BgpSpeaker(new BgpSpeakerOptions
        {
            LocalAs = new Asn((uint)BgpHex.OurAs),
            RouterId = RouterId.Parse("192.0.2.1"),
        });
        bool isInside = session.HasFlag(BadSession.Internal);
        const BgpFamilies Both = BgpFamilies.Both;
        Speaker.AddPeer(new BgpPeerOptions
        {
            Name = "suspect",
            RemoteAddress = AddressOf(Suspect),
            LocalAddress = s_here,
            RemoteAs = new Asn((uint)(isInside ? BgpHex.OurAs : BgpHex.PeerAs)),
            Passive = true,
            ErrorWaitMin = Duration.FromSeconds(1),
            ErrorWaitMax = Duration.FromSeconds(60),
            Families = session.HasFlag(BadSession.Ipv6) ? Both : BgpFamilies.Ipv4Unicast,
            AddPath = session.HasFlag(BadSession.AddPath) ? AddPathMode.Both : AddPathMode.None,
            ExtendedMessages = session.HasFlag(BadSession.ExtendedMessages),
            ExtendedNextHop = session.HasFlag(BadSession.ExtendedNextHop),
            EnhancedRefresh = session.HasFlag(BadSession.EnhancedRefresh),
            Role = session.HasFlag(BadSession.Customer) ? BgpRole.Customer : null,
        }, Now);
        foreach (int peer in (int[])[Sender, Listener])
        {
            Speaker.AddPeer(new BgpPeerOptions
            {
                Name = peer == Sender ? "sender" : "listener",
                RemoteAddress = AddressOf(peer),
                LocalAddress = s_here,
                RemoteAs = AsOf(peer),
                Passive = true,
                Families = Both,
                NextHopIpv6 = Ipv6Address.Parse("2001:db8::1"),
            }, Now);
            Establish(peer, BgpHex.Open("010400010001" + "010400020001" + "0200" + "4104"
                + BgpHex.Number((int)AsOf(peer).Value, 4), (int)AsOf(peer).Value, id: $"c000020{peer + 2}"));
        }

        // A session is served once it is fed: its End-of-RIB is out.
        Receive(Listener, BgpHex.EndOfRib);
    }

    public BgpSpeaker Speaker { get; }

    public BadSession Session { get; }

    public Instant Now { get; private set; } = new(1_000_000_000);

    public PlainTable Heard { get; } = new();

    public BgpPeerView View(int peer) => Speaker.Peer(peer);

    public bool IsClosed(int peer) => _ends[peer].IsClosed;

    /// <summary>The suspect connects; false when the speaker does not take it.</summary>
    public bool TryConnect(int peer)
    {
        _ends[peer] = new PeerEnd { Connection = ++_connections };
        bool isTaken = Speaker.OnAccepted(_connections, s_here, AddressOf(peer), 40000, Now);
        Rest();
        return isTaken;
    }

    public void Establish(int peer, string open)
    {
        Assert.That(TryConnect(peer), Is.True, $"peer {peer} is let in");
        Receive(peer, open);
        Receive(peer, BgpHex.Keepalive);
        Assert.That(View(peer).State, Is.EqualTo(BgpState.Established), View(peer).Reason);
    }

    public void Receive(int peer, string hex)
    {
        Speaker.OnReceived(_ends[peer].Connection, Convert.FromHexString(hex), Now);
        Rest();
    }

    /// <summary>Gives octets and says after how many turns of Poll the condition holds; -1 for not at all.</summary>
    public int TurnsUntil(int peer, string hex, Func<bool> condition)
    {
        Speaker.OnReceived(_ends[peer].Connection, Convert.FromHexString(hex), Now);
        for (int turn = 1; turn <= 100; turn++)
        {
            Speaker.Poll(Now, this);
            if (condition())
            {
                return turn;
            }
        }

        return -1;
    }

    public void Advance(Duration time)
    {
        Instant until = Now + time;
        while (Speaker.PollAt() <= until)
        {
            Now = Instant.Max(Now, Speaker.PollAt());
            Rest();
        }

        Now = until;
    }

    /// <summary>Messages sent to a peer since it connected or since the last call, as hexadecimal.</summary>
    public List<string> Take(int peer)
    {
        List<string> messages = [];
        ReadOnlySpan<byte> octets = _ends[peer].Sent.ToArray();
        _ends[peer].Sent.Clear();
        while (octets.Length >= 19)
        {
            int length = (octets[16] << 8) | octets[17];
            messages.Add(Convert.ToHexStringLower(octets[..length]));
            octets = octets[length..];
        }

        Assert.That(octets.IsEmpty, Is.True, "whole messages are sent");
        return messages;
    }

    public void Rest()
    {
        for (int i = 0; i < 2000 && Speaker.PollAt() <= Now; i++)
        {
            Speaker.Poll(Now, this);
        }

        Assert.That(Speaker.PollAt(), Is.GreaterThan(Now), "the speaker comes to rest");
    }

    public int Send(long connection, ReadOnlySpan<byte> octets)
    {
        int peer = PeerOf(connection);
        _ends[peer].Sent.AddRange(octets.ToArray());
        if (peer == Listener)
        {
            // Messages may be cut by the output buffer: whole ones are read.
            _ends[peer].Unread.AddRange(octets.ToArray());
            byte[] all = [.. _ends[peer].Unread];
            int whole = 0;
            while (all.Length - whole >= 19 && all.Length - whole >= ((all[whole + 16] << 8) | all[whole + 17]))
            {
                whole += (all[whole + 16] << 8) | all[whole + 17];
            }

            Heard.Read(all.AsSpan(0, whole));
            _ends[peer].Unread.RemoveRange(0, whole);
        }

        return octets.Length;
    }

    public void Close(long connection) => _ends[PeerOf(connection)].IsClosed = true;

    public void Abort(long connection) => _ends[PeerOf(connection)].IsClosed = true;

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl) =>
        Assert.Fail("a passive peer is never dialled");

    public void CancelConnect(int peer) => Assert.Fail("a passive peer is never dialled");

    public void OnRoute(in BgpRouteChange change)
    {
    }

    public void OnPeer(in BgpPeerChange change)
    {
    }

    private static IpAddress AddressOf(int peer) => new Ipv4Address(0xc000_0209 + (uint)peer);

    private static Asn AsOf(int peer) => new((uint)(65010 + peer));

    private int PeerOf(long connection) => Array.FindIndex(_ends, end => end.Connection == connection);

    private sealed class PeerEnd
    {
        public long Connection { get; init; }

        public List<byte> Sent { get; } = [];

        public List<byte> Unread { get; } = [];

        public bool IsClosed { get; set; }
    }
}
