using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using Router.Boards.Linux.Workers;
using Router.Calico.Run;
using Router.Hal;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// The loop of one board on Linux: frames in, poll, frames out. One thread does it all, or all that workers leave;
/// whoever calls <see cref="Round"/> sleeps until <see cref="PollAt"/> or the next frame.
/// </summary>
internal sealed class BoardLoop : INodeSink, IDisposable
{
    // Frames of one port in one round: no port waits longer than this many of each other one.
    private const int Batch = 64;

    private static readonly Duration s_retry = Duration.FromSeconds(5);

    // Asking for news of links takes a system call: a busy loop does so this often.
    private static readonly Duration s_linkCheck = Duration.FromMilliseconds(1);

    private readonly Frame[] _received = new Frame[Batch];
    private readonly PortNics _nics;
    private readonly IFramePool _pool;
    private readonly PollLoop _poll;
    private readonly BoardWorkers? _workers;
    private readonly LinkMonitor _links = new();
    private readonly TextWriter _log;
    private LivePort?[] _byIndex = [];
    private RunConfiguration _configuration;
    private Instant _retryAt = Instant.Never;
    private Instant _linksAt = Instant.Zero;
    private bool _linksUnknown = true;

    /// <param name="nics">Its ports are those of the configuration.</param>
    public BoardLoop(Board board, RunConfiguration configuration, PortNics nics, IFramePool pool, PollLoop poll,
        BoardWorkers? workers, TextWriter log)
    {
        _workers = workers;
        Board = board;
        _configuration = configuration;
        _nics = nics;
        _pool = pool;
        _poll = poll;
        _log = log;
        poll.Watch(_links.Descriptor, PollEvents.Readable);
        MapPorts();
    }

    public Board Board { get; }

    public IReadOnlyList<LivePort> Ports => _nics.Ports;

    public BoardWorkers? Workers => _workers;

    public RunConfiguration Configuration => _configuration;

    /// <summary>When a round last had frames.</summary>
    public Instant LastFrame { get; private set; } = Instant.Zero;

    /// <summary>The next time that a round has something to do without a frame.</summary>
    public Instant PollAt() => Instant.Min(Board.PollAt(), _retryAt);

    /// <summary>One round; true when some port still had frames waiting, so that the caller must not sleep.</summary>
    public bool Round(Instant now)
    {
        bool news = _linksAt <= now && _links.Drain();
        _linksAt = _linksAt <= now ? now + s_linkCheck : _linksAt;
        if (news || _linksUnknown || _retryAt <= now)
        {
            _linksUnknown = false;
            RefreshLinks(now);
        }

        bool more = false;
        foreach (LivePort port in _nics.Ports)
        {
            int count = port.Nic?.Receive(_received) ?? 0;
            if (count > 0)
            {
                LastFrame = now;
                Board.Receive(port.Index, _received.AsSpan(0, count), now);
                more |= count == Batch;
            }
        }

        if (_workers is not null)
        {
            more |= _workers.Take(Board, now, out int taken);
            LastFrame = taken > 0 ? now : LastFrame;
        }

        SendForwarded();
        Board.Poll(now, this);
        foreach (LivePort port in _nics.Ports)
        {
            Send(port);
        }

        // What this round has changed, before the caller sleeps.
        _workers?.Forwarding.Settle(Board.Host.Captures.Active, now);
        return more;
    }

    /// <summary>Goes over to another configuration with the devices prepared for it.</summary>
    public void Apply(RunConfiguration next, List<INic?> nics, Instant now)
    {
        _nics.Take(next.File.Ports, nics);
        _configuration = next;
        ApplyPorts(now);
        _linksUnknown = true;
    }

    void INodeSink.Transmit(int port, Frame frame)
    {
        if ((uint)port >= (uint)_byIndex.Length || _byIndex[port] is not { } output)
        {
            _pool.Return(frame);
            return;
        }

        output.Outgoing.Add(frame);
        if (output.Outgoing.Count >= Batch)
        {
            Send(output);
        }
    }

    void INodeSink.Log(in LogEntry entry) => Write(entry.Level, entry.Source, entry.Text);

    public void Write(LogLevel level, string source, string text)
    {
        if (level > _configuration.File.Log)
        {
            return;
        }

        try
        {
            string name = level.ToString().ToLowerInvariant();
            _log.WriteLine($"{DateTime.UtcNow:HH:mm:ss.fff} {Board.Name} {name} {source}: {text}");
        }
        catch (IOException)
        {
            // Whoever read the log has gone, such as a terminal that was closed; the board goes on.
        }
    }

    /// <summary>Says what the kernel still does on ports, each with its remedy, and which MTUs are cut.</summary>
    public void WarnOfKernel()
    {
        foreach (LivePort port in _nics.Ports)
        {
            foreach (string warning in KernelNotes.Of(port.Nic))
            {
                Write(LogLevel.Warning, "nic", $"port {port.Configuration.Name}: {warning}");
            }

            if (KernelNotes.HowOf(port.Nic) is { } how)
            {
                Write(LogLevel.Info, "nic", $"port {port.Configuration.Name}: {how}");
            }

            if (port.MtuWarning is { } tooMuch)
            {
                Write(LogLevel.Warning, "nic", $"port {port.Configuration.Name}: {tooMuch}");
            }
        }
    }

    /// <summary>Frames for a port that its device had no room for.</summary>
    public long Refused(LivePort port) => port.Refused + (_workers?.Refused(port.Index) ?? 0);

    public void Dispose()
    {
        if (_workers is not null)
        {
            _workers.Stop();
        }
        else
        {
            Board.Host.Forwarder?.Dispose();
        }

        Board.Host.Core.Dispose();
        _poll.Unwatch(_links.Descriptor);
        _links.Dispose();
    }

    private void RefreshLinks(Instant now)
    {
        foreach (LivePort port in _nics.Ports)
        {
            if (port.Nic is { } nic)
            {
                bool up = nic.LinkUp;
                Board.SetLink(port.Index, up, now);
                if (nic.Fault is { } fault)
                {
                    Lose(port, fault);
                }
            }
        }

        foreach (LivePort port in _nics.Ports)
        {
            if (port.Nic is null)
            {
                Reopen(port, now);
            }
        }

        _retryAt = _nics.AnyMissing ? now + s_retry : Instant.Never;
    }

    private void Lose(LivePort port, string fault)
    {
        _nics.Close(port);
        port.Trouble = null;
        Write(LogLevel.Error, "nic", $"port {port.Configuration.Name}: {fault}: the port is down until there is an " +
            $"interface {port.Configuration.Nic.Interface} again; the rest goes on");
    }

    private void Reopen(LivePort port, Instant now)
    {
        if (_nics.TryReopen(port, out string? reason))
        {
            port.Trouble = null;
            Write(LogLevel.Info, "nic", $"port {port.Configuration.Name}: {port.Configuration.Nic.Interface} is back");

            // The new interface may have another address or MTU.
            ApplyPorts(now);
            Board.SetLink(port.Index, port.Nic!.LinkUp, now);
        }
        else if (reason is not null && reason != port.Trouble)
        {
            port.Trouble = reason;
            Write(LogLevel.Error, "nic", $"port {port.Configuration.Name}: {reason}");
        }
    }

    private void ApplyPorts(Instant now)
    {
        // What was counted for ports that may go.
        _workers?.Forwarding.Collect();
        Board.ApplyConfiguration(
            new BoardConfiguration(
                _configuration.Plan,
                _nics.Ports.Select(static port => port.Describe()).ToList(),
                _configuration.File.Routes,
                _configuration.File.Bfd,
                _configuration.File.Ntp),
            now);
        _workers?.Forwarding.Settle(Board.Host.Captures.Active, now);
        MapPorts();
    }

    private void MapPorts()
    {
        foreach (LivePort port in _nics.Ports)
        {
            port.Index = Board.PortIndex(port.Configuration.Name);
            (port.Nic as QueuedNic)?.Attach(port.Index);
        }

        _byIndex = new LivePort?[_nics.Ports.Max(static port => port.Index) + 1];
        foreach (LivePort port in _nics.Ports)
        {
            _byIndex[port.Index] = port;
        }
    }

    private void Send(LivePort port)
    {
        List<Frame> frames = port.Outgoing;
        if (frames.Count == 0)
        {
            return;
        }

        Send(port, CollectionsMarshal.AsSpan(frames));
        frames.Clear();
    }

    private void Send(LivePort port, ReadOnlySpan<Frame> frames)
    {
        int taken = port.Nic?.Transmit(frames) ?? 0;
        for (int i = taken; i < frames.Length; i++)
        {
            // The device is full or gone: a router drops here rather than wait (RFC 1812 §5.3.6).
            port.Refused++;
            _pool.Return(frames[i]);
        }
    }

    // From the fast path to the devices, batch by batch; captures see what they must by the board's own way out.
    private void SendForwarded()
    {
        if (Board.Host.Captures.Active || Board.Host.Forwarder is not { Busy.Length: > 0 } forwarder)
        {
            return;
        }

        foreach (int index in forwarder.Busy)
        {
            Send(_byIndex[index]!, forwarder.Output(index));
        }

        forwarder.Clear();
    }
}
