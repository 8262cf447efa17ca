using System;
using System.Collections.Generic;
using System.Text;
using NUnit.Framework;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>One of two boards that get the same, with the fast path or without. Notes what comes out.</summary>
internal sealed class Side : ICoreSink, IDisposable
{
    private readonly IFramePool _pool;
    private readonly BatchForwarder? _forwarder;
    private readonly Dictionary<int, List<string>> _sent = [];
    private readonly List<string> _said = [];

    public Side(CoreOptions options, bool fast, int frames = 512)
    {
        if (fast)
        {
            var pool = new NativeFramePool(frames);
            _pool = pool;
            Core = new RouterCore(options, pool, seed: 11);
            _forwarder = new BatchForwarder(Core, pool);
        }
        else
        {
            _pool = new FramePool(frames);
            Core = new RouterCore(options, _pool, seed: 11);
        }
    }

    public RouterCore Core { get; }

    /// <summary>Frames that went the fast way.</summary>
    public long Fast { get; private set; }

    public void Receive(int port, IReadOnlyList<byte[]> frames, Instant now)
    {
        var batch = new Frame[frames.Count];
        for (int i = 0; i < batch.Length; i++)
        {
            Assert.That(_pool.TryRent(out batch[i]), Is.True);
            batch[i].Length = frames[i].Length;
            frames[i].CopyTo(_pool.Octets(batch[i]));
        }

        if (_forwarder is null)
        {
            foreach (Frame frame in batch)
            {
                Core.Receive(port, frame, now);
            }
        }
        else
        {
            Fast += _forwarder.Process(port, batch, now);
            foreach (int busy in _forwarder.Busy)
            {
                foreach (Frame frame in _forwarder.Output(busy))
                {
                    ((ICoreSink)this).Transmit(busy, frame);
                }
            }

            _forwarder.Clear();
        }
    }

    public void Poll(Instant now) => Core.Poll(now, this);

    /// <summary>What left since the last call, port by port, in order; then what was said and counted.</summary>
    public string Take(Instant now)
    {
        var text = new StringBuilder();
        foreach (CorePort port in Core.Ports)
        {
            text.AppendLine($"port {port.Index} rx {port.Counters.Received} {port.Counters.ReceivedOctets} " +
                $"tx {port.Counters.Transmitted} {port.Counters.TransmittedOctets} dropped {port.Counters.Dropped}");
        }

        for (int port = 0; port < 16; port++)
        {
            foreach (string frame in _sent.GetValueOrDefault(port, []))
            {
                text.AppendLine($"{port}: {frame}");
            }
        }

        _said.ForEach(line => text.AppendLine(line));
        foreach (Neighbour neighbour in Core.Neighbours.List(now))
        {
            text.AppendLine(neighbour.ToString());
        }

        AppendCounters(text);
        _sent.Clear();
        _said.Clear();
        return text.ToString();
    }

    public void AssertWhole(Instant now)
    {
        Assert.That(Core.Counters.IsConserved(), Is.True, "conservation");
        Core.Close(now);
        Assert.That(_pool.Available, Is.EqualTo(_pool.Capacity), "frames lost");
    }

    public void Dispose()
    {
        _forwarder?.Dispose();
        (_pool as IDisposable)?.Dispose();
    }

    void ICoreSink.Transmit(int port, Frame frame)
    {
        if (!_sent.TryGetValue(port, out List<string>? list))
        {
            _sent.Add(port, list = []);
        }

        list.Add(Convert.ToHexString(_pool.Octets(frame)));
        _pool.Return(frame);
    }

    bool ICoreSink.Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload)
    {
        _said.Add($"{packet} {Convert.ToHexString(payload)}");
        return packet.Protocol != IpProtocol.Udp;
    }

    void ICoreSink.OnEvent(in CoreEvent e) => _said.Add(e.ToString());

    private void AppendCounters(StringBuilder text)
    {
        CoreCounters counters = Core.Counters;
        text.AppendLine($"received {counters.Received} delivered {counters.Delivered} forwarded {counters.Forwarded} " +
            $"held {counters.Held} originated {counters.Originated} fragments {counters.FragmentsCreated} " +
            $"in {counters.Encapsulated} out {counters.Decapsulated} reassembled {counters.Reassembled} " +
            $"errors {counters.IcmpErrorsSent} {counters.IcmpErrorsLimited} echo {counters.EchoReplies}");
        for (int reason = 0; reason < DropReasons.Count; reason++)
        {
            long received = counters.Dropped((DropReason)reason);
            long own = counters.DroppedLocal((DropReason)reason);
            if (received + own != 0)
            {
                text.AppendLine($"{DropReasons.NameOf((DropReason)reason)} {received} {own}");
            }
        }
    }
}
