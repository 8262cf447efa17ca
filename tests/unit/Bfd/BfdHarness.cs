using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Bfd;
using Router.Wire;

namespace Router.Tests.Bfd;

/// <summary>One session and a scripted peer: what the peer says, and what we say with the times of it.</summary>
internal sealed class BfdHarness : IBfdSink
{
    public const uint PeerDiscriminator = 77;

    private static readonly IpAddress s_peer = Ipv4Address.Parse("192.0.2.2");
    private readonly int _session;

    public BfdHarness(BfdTimers? timers = null, ulong seed = 1)
    {
        Engine = new BfdEngine(seed);
        _session = Engine.Add(
            new BfdSessionOptions { Remote = s_peer, Timers = timers ?? Timers(300, 300, 3) }, Now);
    }

    public BfdEngine Engine { get; }

    public Instant Now { get; private set; } = Instant.Zero + Duration.FromSeconds(10);

    public List<(Instant At, BfdPacket Packet)> Sent { get; } = [];

    public List<BfdStateChange> Changes { get; } = [];

    public BfdSessionView View => Engine.Session(_session);

    public BfdPacket Last => Sent[^1].Packet;

    public static BfdTimers Timers(int tx, int rx, byte multiplier) => new()
    {
        DesiredMinTx = Duration.FromMilliseconds(tx),
        RequiredMinRx = Duration.FromMilliseconds(rx),
        DetectMult = multiplier,
    };

    /// <summary>What the peer says: its wishes in milliseconds.</summary>
    public static BfdPacket Packet(BfdState state, int tx = 300, int rx = 300, byte multiplier = 3) => new()
    {
        State = state,
        DetectMult = multiplier,
        MyDiscriminator = PeerDiscriminator,
        DesiredMinTx = (uint)tx * 1000,
        RequiredMinRx = (uint)rx * 1000,
    };

    /// <summary>A session that has come up, its Poll Sequence over.</summary>
    public static BfdHarness Up(BfdTimers? timers = null, int tx = 300, int rx = 300, byte multiplier = 3)
    {
        var h = new BfdHarness(timers);
        h.Run(1);
        h.Hear(Packet(BfdState.Down, 1000, rx, multiplier));
        h.Hear(Packet(BfdState.Init, 1000, rx, multiplier));
        h.Hear(Packet(BfdState.Up, tx, rx, multiplier) with { Final = true });
        Assert.That(h.View.State, Is.EqualTo(BfdState.Up));
        h.Sent.Clear();
        h.Changes.Clear();
        return h;
    }

    public BfdDiscard Hear(BfdPacket packet)
    {
        bool knows = packet.YourDiscriminator == 0 && packet.State is BfdState.Init or BfdState.Up;
        byte[] octets = new byte[BfdPacket.Size];
        (knows ? packet with { YourDiscriminator = View.LocalDiscriminator } : packet).Write(octets);
        BfdDiscard outcome = Engine.Receive(s_peer, 255, false, octets, Now);
        Engine.Poll(Now, this);
        return outcome;
    }

    /// <summary>Lets time pass, serving deadlines as they come.</summary>
    public void Run(int milliseconds)
    {
        Instant end = Now + Duration.FromMilliseconds(milliseconds);
        while (Engine.PollAt() <= end)
        {
            Now = Instant.Max(Now, Engine.PollAt());
            Engine.Poll(Now, this);
        }

        Now = end;
    }

    /// <summary>Times between packets in the list, in milliseconds rounded down.</summary>
    public long[] Gaps()
    {
        var gaps = new long[Math.Max(Sent.Count - 1, 0)];
        for (int i = 0; i < gaps.Length; i++)
        {
            gaps[i] = (Sent[i + 1].At - Sent[i].At).Milliseconds;
        }

        return gaps;
    }

    public void Send(int session, in BfdPath path, ReadOnlySpan<byte> packet)
    {
        Assert.That(path.DestinationPort, Is.EqualTo(3784));
        Assert.That(path.SourcePort, Is.InRange(49152, 65535), "RFC 5881 §4");
        Assert.That(BfdPacket.Read(packet, out BfdPacket read), Is.EqualTo(BfdDiscard.None));
        Assert.That(read.Poll && read.Final, Is.False, "RFC 5880 §6.5");
        Sent.Add((Now, read));
    }

    public void OnState(in BfdStateChange change) => Changes.Add(change);
}
