using System;
using System.Collections.Generic;
using Router.Calico.Run;
using Router.Core;
using Router.Node.Capture;
using Router.Node.Console;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// What boards, pods and plain routers have in common: the forwarding core, ping and traceroute, and a console.
/// Upper protocols join by <see cref="Upper"/>.
/// </summary>
public sealed class HostStack : ICoreSink
{
    private readonly List<AttachedJob> _jobs = [];
    private readonly ConsoleShell _shell;
    private INodeSink? _sink;
    private Instant _now;
    private Instant _received;

    /// <param name="name">The host's name.</param>
    /// <param name="core">Its forwarding core.</param>
    /// <param name="pool">The frames of that core.</param>
    /// <param name="extra">Commands beyond those every host has.</param>
    public HostStack(
        string name, RouterCore core, IFramePool pool, Func<HostStack, IEnumerable<ConsoleCommand>>? extra = null)
    {
        Name = name;
        Core = core;
        Pool = pool;
        Echo = new EchoService(core);
        Captures = new PortCaptures(core, pool);
        var commands = new List<ConsoleCommand>(HostCommands.For(this));
        if (extra is not null)
        {
            commands.AddRange(extra(this));
        }

        _shell = new ConsoleShell(commands);
    }

    /// <summary>Takes a packet for the host that is not ICMP; true when it was wanted.</summary>
    public delegate bool UpperProtocol(in LocalPacket packet, ReadOnlySpan<byte> payload);

    public string Name { get; }

    public RouterCore Core { get; }

    public IFramePool Pool { get; }

    public EchoService Echo { get; }

    public PortCaptures Captures { get; }

    /// <summary>The last lines that were logged, but for those of debug.</summary>
    public ConsoleLog Log { get; } = new();

    public UpperProtocol? Upper { get; set; }

    /// <summary>Takes received frames the fast way; null gives all of them to the core.</summary>
    public IFrameForwarder? Forwarder { get; init; }

    /// <summary>Hears the core's events after they are logged.</summary>
    public Action<CoreEvent>? CoreEvents { get; set; }

    /// <summary>Starts a console command. Commands that take time go on as the host is polled.</summary>
    public ConsoleJob Execute(string line, Instant now) => Attach(_shell.Execute(line, now), now);

    /// <summary>Lets the host's own clock drive a job.</summary>
    public ConsoleJob Attach(ConsoleJob job, Instant now)
    {
        var attached = new AttachedJob(job);
        if (!attached.Advance(now))
        {
            _jobs.Add(attached);
        }

        return attached;
    }

    /// <summary>A frame arrived by a port; its slot is the host's now.</summary>
    public void Receive(int port, Frame frame, Instant now)
    {
        if (Forwarder is not null && !Captures.Active)
        {
            _received = now;
            Forwarder.Process(port, new ReadOnlySpan<Frame>(in frame), now);
        }
        else
        {
            ReceiveSlowly(port, frame, now);
        }
    }

    /// <summary>Frames that arrived together by a port; their slots are the host's now.</summary>
    public void Receive(int port, ReadOnlySpan<Frame> frames, Instant now)
    {
        if (Forwarder is not null && !Captures.Active)
        {
            _received = now;
            Forwarder.Process(port, frames, now);
            return;
        }

        foreach (Frame frame in frames)
        {
            ReceiveSlowly(port, frame, now);
        }
    }

    public void Poll(Instant now, INodeSink sink)
    {
        _now = now;
        _sink = sink;
        HandOver();
        PollJobs(now);
        Core.Poll(now, this);
        PollJobs(now);
        if (Core.PollAt() <= now)
        {
            Core.Poll(now, this);
        }
    }

    public Instant PollAt()
    {
        Instant next = Forwarder is { Busy.Length: > 0 } ? _received : Core.PollAt();
        foreach (AttachedJob job in _jobs)
        {
            next = Instant.Min(next, job.InnerPollAt());
        }

        return next;
    }

    public void Transmit(int port, Frame frame)
    {
        if (Captures.Active)
        {
            Captures.Transmit(port, frame, _now);
        }

        _sink!.Transmit(port, frame);
    }

    public bool Deliver(in LocalPacket packet, ReadOnlySpan<byte> payload)
    {
        bool wanted = packet.Protocol == IpProtocol.Icmp && Echo.Deliver(packet.Source, packet.Ttl, payload, _now);
        return (Upper?.Invoke(packet, payload) ?? false) || wanted;
    }

    public void OnEvent(in CoreEvent e)
    {
        if (CoreEventText.Describe(this, e) is { } entry)
        {
            Tell(entry, _sink);
        }

        CoreEvents?.Invoke(e);
    }

    /// <summary>Logs a line.</summary>
    public void Tell(in LogEntry entry, INodeSink? sink)
    {
        if (entry.Level < LogLevel.Debug)
        {
            Log.Add(entry);
        }

        sink?.Log(entry);
    }

    /// <summary>The end of a host whose frame pool lives on; it is not to be used afterwards.</summary>
    public void Close(Instant now)
    {
        if (Forwarder is { } forwarder)
        {
            foreach (int port in forwarder.Busy)
            {
                foreach (Frame frame in forwarder.Output(port))
                {
                    Pool.Return(frame);
                }
            }

            forwarder.Dispose();
        }

        Core.Close(now);
        Core.Dispose();
    }

    /// <summary>The name of a port or of the tunnel.</summary>
    public string InterfaceName(int index) => index switch
    {
        NextHop.Tunnel => "tunl0",
        LocalPacket.Loopback => "lo",
        _ => Core.Port(index)?.Name ?? "if" + index,
    };

    private void ReceiveSlowly(int port, Frame frame, Instant now)
    {
        if (Captures.Active)
        {
            Captures.Receive(port, frame, now);
        }
        else
        {
            Core.Receive(port, frame, now);
        }
    }

    // What the driver has not fetched from the forwarder itself.
    private void HandOver()
    {
        if (Forwarder is not { Busy.Length: > 0 } forwarder)
        {
            return;
        }

        foreach (int port in forwarder.Busy)
        {
            foreach (Frame frame in forwarder.Output(port))
            {
                Transmit(port, frame);
            }
        }

        forwarder.Clear();
    }

    private void PollJobs(Instant now)
    {
        for (int i = _jobs.Count - 1; i >= 0; i--)
        {
            if (_jobs[i].InnerPollAt() <= now && _jobs[i].Advance(now))
            {
                _jobs.RemoveAt(i);
            }
        }
    }
}
