using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Tcp;
using Router.Wire;

namespace Router.Tests.Tcp;

/// <summary>What the wire between two stacks does, in percent.</summary>
internal readonly record struct Impairment(int Loss, int Duplicate, int Corrupt, int JitterMs);

/// <summary>Two stacks and an in-memory wire under virtual time. Nothing allocates per segment once warm.</summary>
internal sealed class TcpPair
{
    private static readonly Ipv4Address s_left = Ipv4Address.Parse("10.0.0.1");
    private static readonly Ipv4Address s_right = Ipv4Address.Parse("10.0.0.2");

    private readonly RandomStream _random;
    private readonly Impairment _impairment;
    private readonly PriorityQueue<(byte[] Octets, int Length, bool ToRight), (long, long)> _wire = new();
    private readonly Stack<byte[]> _spare = new();
    private readonly End _leftEnd;
    private readonly End _rightEnd;
    private readonly long _delayMs;
    private long _order;

    public TcpPair(
        ulong seed, long delayMs, Impairment impairment, TcpListenOptions? listen = null, TcpOptions? options = null)
    {
        _random = new RandomStream(seed, "wire");
        _impairment = impairment;
        _delayMs = delayMs;
        Left = new TcpStack(options ?? new TcpOptions(), seed);
        Right = new TcpStack(options ?? new TcpOptions(), seed + 1);
        _leftEnd = new End(this, true);
        _rightEnd = new End(this, false);
        Right.Listen(179, listen ?? new TcpListenOptions());
    }

    public TcpStack Left { get; }

    public TcpStack Right { get; }

    public TcpHandle LeftHandle { get; set; }

    public TcpHandle RightHandle { get; private set; }

    public Instant Now { get; private set; } = Instant.Zero;

    public List<TcpEvent> LeftEvents => _leftEnd.Events;

    public List<TcpEvent> RightEvents => _rightEnd.Events;

    /// <summary>FNV-1a over every segment with its time and direction.</summary>
    public ulong Digest { get; private set; } = 0xcbf2_9ce4_8422_2325;

    public long Segments { get; private set; }

    /// <summary>Polls every millisecond too, when set: the trace must not change.</summary>
    public bool PollEachMillisecond { get; init; }

    public void Begin(TcpConnectOptions? options = null) =>
        LeftHandle = Left.Connect(s_left, s_right, 179, options ?? new TcpConnectOptions(), Now);

    public void Connect()
    {
        Begin();
        DriveFor(Duration.FromSeconds(1));
        Assert.That(Left.Info(LeftHandle).State, Is.EqualTo(TcpState.Established));
    }

    public void DriveFor(Duration duration)
    {
        Instant end = Now + duration;
        while (Step(end))
        {
        }

        Now = end;
    }

    /// <summary>One thing at the earliest time; false when nothing happens until the end.</summary>
    public bool Step(Instant end)
    {
        Instant arrival = _wire.TryPeek(out _, out (long At, long) key) ? new Instant(key.At) : Instant.Never;
        Instant next = Instant.Min(arrival, Instant.Min(Left.PollAt(), Right.PollAt()));
        if (next > end || next == Instant.Never)
        {
            return false;
        }

        next = Instant.Max(next, Now);
        if (PollEachMillisecond)
        {
            for (Instant tick = Now + Duration.FromMilliseconds(1); tick < next; tick += Duration.FromMilliseconds(1))
            {
                Left.Poll(tick, _leftEnd);
                Right.Poll(tick, _rightEnd);
            }
        }

        Now = next;
        if (arrival <= Now)
        {
            (byte[] octets, int length, bool toRight) = _wire.Dequeue();
            (toRight ? Right : Left).Receive(
                toRight ? s_left : s_right, toRight ? s_right : s_left, 64, octets.AsSpan(0, length), Now);
            _spare.Push(octets);
        }

        Left.Poll(Now, _leftEnd);
        Right.Poll(Now, _rightEnd);
        return true;
    }

    private void Transmit(bool toRight, ReadOnlySpan<byte> segment)
    {
        Segments++;
        Digest = (Digest ^ (ulong)Now.Nanoseconds ^ (toRight ? 1ul : 0)) * 0x0000_0100_0000_01b3;
        foreach (byte octet in segment)
        {
            Digest = (Digest ^ octet) * 0x0000_0100_0000_01b3;
        }

        if (Chance(_impairment.Loss))
        {
            return;
        }

        int copies = Chance(_impairment.Duplicate) ? 2 : 1;
        for (int i = 0; i < copies; i++)
        {
            byte[] octets = _spare.Count > 0 ? _spare.Pop() : new byte[2048];
            segment.CopyTo(octets);
            if (Chance(_impairment.Corrupt))
            {
                octets[_random.NextBelow((uint)segment.Length)] ^= (byte)(1 << (int)_random.NextBelow(8));
            }

            long jitter = _impairment.JitterMs == 0 ? 0 : _random.NextBelow((uint)_impairment.JitterMs * 1000) * 1000L;
            long at = Now.Nanoseconds + (_delayMs * 1_000_000) + jitter;
            _wire.Enqueue((octets, segment.Length, toRight), (at, _order++));
        }
    }

    private bool Chance(int percent) => percent > 0 && _random.NextBelow(100) < percent;

    private sealed class End : ITcpSink
    {
        private readonly TcpPair _pair;
        private readonly bool _isLeft;

        public End(TcpPair pair, bool isLeft)
        {
            _pair = pair;
            _isLeft = isLeft;
        }

        public List<TcpEvent> Events { get; } = new(4096);

        public void SendSegment(
            Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment) =>
            _pair.Transmit(_isLeft, segment);

        public void OnEvent(TcpHandle h, TcpEvent e)
        {
            Events.Add(e);
            if (e == TcpEvent.Accepted)
            {
                _pair.RightHandle = h;
            }
        }
    }
}
