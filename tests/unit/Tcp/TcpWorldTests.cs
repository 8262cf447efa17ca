using System;
using System.IO;
using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

public sealed class TcpWorldTests
{
    private const int Octets = 60_000;

    private static readonly TcpOptions s_quick = new() { MinRto = Duration.FromMilliseconds(200) };

    private static readonly Impairment[] s_wires =
    [
        default,
        new Impairment(5, 0, 0, 0),
        new Impairment(0, 10, 0, 30),
        new Impairment(3, 3, 3, 15),
        new Impairment(20, 5, 5, 40),
    ];

    /// <summary>
    /// Sends both ways at once, closes both ways; true when everything arrived, false for a clean failure.
    /// </summary>
    private static bool Exchange(TcpPair pair, int octets)
    {
        pair.Begin(new TcpConnectOptions { SendBuffer = 20_000, ReceiveBuffer = 7_000 });
        var toRight = new Traffic(pair.Left, pair.Right, octets, 11);
        var toLeft = new Traffic(pair.Right, pair.Left, octets, 23);
        Instant end = pair.Now + Duration.FromSeconds(3000);
        while (pair.Step(end))
        {
            toRight.Move(pair.LeftHandle, pair.RightHandle, pair.Now);
            toLeft.Move(pair.RightHandle, pair.LeftHandle, pair.Now);
        }

        bool failed = pair.LeftEvents.Exists(IsFailure) || pair.RightEvents.Exists(IsFailure);
        Assert.That(pair.Left.PollAt(), Is.EqualTo(Instant.Never), "nothing is left behind");
        Assert.That(pair.Right.PollAt(), Is.EqualTo(Instant.Never), "nothing is left behind");
        if (!failed)
        {
            Assert.That((toRight.Received, toLeft.Received), Is.EqualTo((octets, octets)));
        }

        return !failed;
    }

    private static bool IsFailure(TcpEvent e) => e is TcpEvent.TimedOut or TcpEvent.Reset or TcpEvent.Refused;

    [Test]
    public void Every_stream_arrives_in_order_or_fails_cleanly([Range(0, 4)] int wire)
    {
        int whole = 0;
        for (ulong seed = 1; seed <= 12; seed++)
        {
            whole += Exchange(new TcpPair(seed * 977, 5, s_wires[wire], null, s_quick), Octets) ? 1 : 0;
        }

        // Losing one segment in five may end a connection; the milder wires must not.
        Assert.That(whole, wire < 4 ? Is.EqualTo(12) : Is.GreaterThan(6));
    }

    [Test]
    public void The_same_seed_gives_the_same_trace()
    {
        var first = new TcpPair(5, 5, s_wires[3], null, s_quick);
        var second = new TcpPair(5, 5, s_wires[3], null, s_quick);
        var third = new TcpPair(6, 5, s_wires[3], null, s_quick);
        Exchange(first, Octets);
        Exchange(second, Octets);
        Exchange(third, Octets);
        Assert.That((second.Digest, second.Segments), Is.EqualTo((first.Digest, first.Segments)));
        Assert.That(third.Digest, Is.Not.EqualTo(first.Digest));
    }

    [Test]
    public void Jumping_to_poll_at_equals_polling_each_millisecond()
    {
        var jumping = new TcpPair(9, 5, s_wires[3], null, s_quick);
        var ticking = new TcpPair(9, 5, s_wires[3], null, s_quick) { PollEachMillisecond = true };
        Exchange(jumping, 30_000);
        Exchange(ticking, 30_000);
        Assert.That((ticking.Digest, ticking.Segments), Is.EqualTo((jumping.Digest, jumping.Segments)));
    }

    [Test]
    public void A_late_poll_fires_in_deadline_order()
    {
        var h = new TcpHarness();
        h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 2, TcpHarness.Plain(), h.Now);
        h.PollAfterMs(300);
        h.Stack.Connect(TcpHarness.Us, TcpHarness.Peer, 1, TcpHarness.Plain(), h.Now);
        h.Poll();
        h.ForgetSent();
        h.PollAfterMs(5_000);
        Assert.That(h.SentCount, Is.EqualTo(2));
        Assert.That(h.LastHeader.DestinationPort, Is.EqualTo(1), "whose deadline was later");
    }

    [Test]
    public void Random_segments_never_throw()
    {
        string[] shapes = ["S", "SA", "A", "FA", "R", "RA", "PA", "FPA", "SF", "-", "UA", "SRFPAU"];
        for (ulong seed = 0; seed < 60; seed++)
        {
            var random = new RandomStream(seed, "noise");
            TcpHarness h = seed % 2 == 0 ? TcpHarness.Accepted() : TcpHarness.Connecting();
            for (int i = 0; i < 300; i++)
            {
                int from = (int)random.NextBelow(random.NextBelow(4) == 0 ? 100_000u : 30u) - 5;
                string text = $"{shapes[random.NextBelow((uint)shapes.Length)]} {from}:{random.NextBelow(1400)}"
                    + $" ack {(int)random.NextBelow(3000) - 10} win {random.NextBelow(3000)}"
                    + $" mss {random.NextBelow(1500)}"
                    + (random.NextBelow(3) == 0 ? $" ts {random.NextBelow(100)} ecr 1" : string.Empty);
                h.Receive(text);
                switch (random.NextBelow(8))
                {
                    case 0:
                        h.Write((int)random.NextBelow(5000));
                        break;
                    case 1:
                        h.ReadAll();
                        break;
                    case 2:
                        h.Stack.Close(h.Handle, h.Now);
                        break;
                    case 3:
                        h.AdvanceMs(random.NextBelow(3000));
                        break;
                    case 4:
                        h.Stack.IcmpError(TcpHarness.Us, TcpHarness.Peer, 64, 3, (byte)random.NextBelow(6),
                            (ushort)random.NextBelow(1500), h.LastSegment, h.Now);
                        break;
                    default:
                        break;
                }

                h.Poll();
                Assert.That(h.Stack.PollAt() > h.Now, Is.True, "a poll leaves nothing due");
                h.ForgetSent();
            }
        }
    }

    [Test]
    public void Stream_reads_and_writes_by_turning_the_world()
    {
        var pair = new TcpPair(4, 5, s_wires[1], null, s_quick);
        pair.Begin();
        var pump = new Pump(pair);
        using var left = new TcpStream(pair.Left, pair.LeftHandle, pump);
        left.WaitConnected();
        while (pair.RightHandle.IsNone)
        {
            pump.Advance(Instant.Never);
        }

        using var right = new TcpStream(pair.Right, pair.RightHandle, pump) { Patience = Duration.FromSeconds(30) };
        byte[] sent = TcpHarness.Pattern(0, 50_000);
        left.Write(sent);
        left.ShutdownSend();
        using var received = new MemoryStream();
        right.CopyTo(received);
        Assert.That(received.ToArray(), Is.EqualTo(sent));
        right.Write(sent, 0, 100);
        byte[] back = new byte[100];
        left.ReadExactly(back);
        Assert.That(back, Is.EqualTo(sent[..100]));
    }

    [Test]
    public void Stream_tells_a_reset_from_an_end_and_loses_patience()
    {
        var pair = new TcpPair(4, 5, default);
        pair.Connect();
        using var left = new TcpStream(pair.Left, pair.LeftHandle, new Pump(pair)) { ReadTimeout = 500 };
        Instant start = pair.Now;
        Assert.Throws<IOException>(() => left.ReadByte());
        Assert.That(pair.Now - start, Is.LessThanOrEqualTo(Duration.FromMilliseconds(500)));
        pair.Right.Abort(pair.RightHandle, pair.Now);
        Assert.Throws<IOException>(() => left.ReadByte());
        Assert.That(pair.LeftEvents, Does.Contain(TcpEvent.Reset));
    }

    private sealed class Pump(TcpPair pair) : ITcpPump
    {
        public Instant Now => pair.Now;

        public bool Advance(Instant deadline) => pair.Step(deadline);
    }

    /// <summary>A pattern sent through one direction and checked octet by octet.</summary>
    private sealed class Traffic(TcpStack sender, TcpStack receiver, int octets, int salt)
    {
        private readonly byte[] _data = TcpHarness.Pattern(salt, octets);
        private readonly byte[] _buffer = new byte[3000];
        private int _sent;
        private bool _closed;

        public int Received { get; private set; }

        public void Move(TcpHandle from, TcpHandle to, Instant now)
        {
            if (!from.IsNone && !_closed)
            {
                _sent += Math.Max(sender.Send(from, _data.AsSpan(_sent), now), 0);
                if (_sent == octets)
                {
                    sender.Close(from, now);
                    _closed = true;
                }
            }

            int count = to.IsNone ? 0 : receiver.Read(to, _buffer, now);
            if (count > 0)
            {
                Assert.That(_buffer.AsSpan(0, count).SequenceEqual(_data.AsSpan(Received, count)), Is.True);
                Received += count;
            }
        }
    }
}
