using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

/// <summary>Sends numbered frames at an interval, and received ones back when told to. Allocates nothing.</summary>
internal sealed class PingPongNode(string name, IFramePool pool, Duration interval, int length = 64)
    : ISimNode, IDisposable
{
    private readonly Queue<(int Port, Frame Frame)> _waiting = new(1024);
    private Instant _next = interval == Duration.Zero ? Instant.Never : Instant.Zero;
    private uint _number;

    public string Name => name;

    public IFramePool Pool => pool;

    public bool Returns { get; init; }

    public int Limit { get; init; } = int.MaxValue;

    /// <summary>When set, remembers arrivals: number, time, and the whole frame.</summary>
    public List<(uint Number, Instant At, byte[] Octets)>? Arrived { get; init; }

    public List<(int Port, bool Up, Instant At)> Links { get; } = [];

    public long Received { get; private set; }

    public bool Disposed { get; private set; }

    public void Receive(int port, Frame frame, Instant now)
    {
        Received++;
        ReadOnlySpan<byte> octets = pool.Octets(frame);
        uint number = octets.Length >= 18 ? BinaryPrimitives.ReadUInt32BigEndian(octets[14..]) : 0;
        Arrived?.Add((number, now, octets.ToArray()));
        if (Returns)
        {
            _waiting.Enqueue((port, frame));
        }
        else
        {
            pool.Return(frame);
        }
    }

    public void Poll(Instant now, ISimSink sink)
    {
        while (_waiting.TryDequeue(out (int Port, Frame Frame) waiting))
        {
            sink.Transmit(waiting.Port, waiting.Frame);
        }

        while (_next <= now && _number < Limit && pool.TryRent(out Frame frame))
        {
            frame.Length = length;
            Span<byte> octets = pool.Octets(frame);
            octets.Clear();
            octets[5] = 2;
            octets[11] = 1;
            BinaryPrimitives.WriteUInt32BigEndian(octets[14..], _number++);
            _next += interval;
            sink.Transmit(0, frame);
        }
    }

    public Instant PollAt() => _waiting.Count > 0 ? Instant.Zero : _number < Limit ? _next : Instant.Never;

    public void SetLink(int port, bool up, Instant now) => Links.Add((port, up, now));

    public void Dispose() => Disposed = true;
}
