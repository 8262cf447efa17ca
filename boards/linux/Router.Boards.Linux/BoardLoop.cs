using System;
using System.Collections.Generic;
using System.IO;
using Router.Calico.Run;
using Router.Hal;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// The loop of one board on Linux: frames in, poll, frames out, then sleep until the next deadline or the next frame. One
/// thread does it all.
/// </summary>
internal sealed class BoardLoop : INodeSink, IDisposable
{
    private const int Batch = 64;

    private readonly Frame[] _received = new Frame[Batch];
    private readonly List<Frame>[] _outgoing;
    private readonly INic[] _nics;
    private readonly IFramePool _pool;
    private readonly PollLoop _poll;
    private readonly LinkMonitor _links = new();
    private readonly TextWriter _log;
    private readonly long[] _refused;

    // What changed between the opening of the NICs and that of the monitor was told to nobody.
    private bool _linksUnknown = true;

    public BoardLoop(Board board, INic[] nics, IFramePool pool, PollLoop poll, LogLevel level, TextWriter log)
    {
        Board = board;
        LogLevel = level;
        _nics = nics;
        _pool = pool;
        _poll = poll;
        _log = log;
        _refused = new long[nics.Length];
        _outgoing = new List<Frame>[nics.Length];
        for (int i = 0; i < nics.Length; i++)
        {
            _outgoing[i] = new List<Frame>(Batch);
            poll.Watch(nics[i].ReadinessDescriptor, PollEvents.Readable);
        }

        poll.Watch(_links.Descriptor, PollEvents.Readable);
    }

    public Board Board { get; }

    public LogLevel LogLevel { get; set; }

    /// <summary>Frames that a device would not take.</summary>
    public long Refused(int port) => _refused[port];

    /// <summary>One round; true when some port still had frames waiting, so that the caller must not sleep.</summary>
    public bool Round(Instant now)
    {
        if (_links.Drain() || _linksUnknown)
        {
            _linksUnknown = false;
            RefreshLinks(now);
        }

        bool more = false;
        for (int port = 0; port < _nics.Length; port++)
        {
            int count = _nics[port].Receive(_received);
            for (int i = 0; i < count; i++)
            {
                Board.Receive(port, _received[i], now);
            }

            more |= count == Batch;
        }

        Board.Poll(now, this);
        for (int port = 0; port < _nics.Length; port++)
        {
            Send(port);
        }

        return more;
    }

    private void RefreshLinks(Instant now)
    {
        for (int port = 0; port < _nics.Length; port++)
        {
            Board.SetLink(port, _nics[port].LinkUp, now);
        }
    }

    void INodeSink.Transmit(int port, Frame frame)
    {
        _outgoing[port].Add(frame);
        if (_outgoing[port].Count >= Batch)
        {
            Send(port);
        }
    }

    void INodeSink.Log(in LogEntry entry) => Write(entry.Level, entry.Source, entry.Text);

    public void Write(LogLevel level, string source, string text)
    {
        if (level <= LogLevel)
        {
            _log.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {Board.Name} {level.ToString().ToLowerInvariant()} {source}: {text}");
        }
    }

    public void Dispose()
    {
        foreach (INic nic in _nics)
        {
            _poll.Unwatch(nic.ReadinessDescriptor);
            nic.Dispose();
        }

        _poll.Unwatch(_links.Descriptor);
        _links.Dispose();
    }

    private void Send(int port)
    {
        List<Frame> frames = _outgoing[port];
        if (frames.Count == 0)
        {
            return;
        }

        int taken = _nics[port].Transmit(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(frames));
        for (int i = taken; i < frames.Count; i++)
        {
            // The device is full: a router drops here rather than wait (RFC 1812 §5.3.6).
            _refused[port]++;
            _pool.Return(frames[i]);
        }

        frames.Clear();
    }
}
