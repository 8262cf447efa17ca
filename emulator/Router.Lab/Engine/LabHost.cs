using System;
using System.Collections.Generic;
using Router.Node;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Engine;

/// <summary>A pod or a plain router in the simulation: a host and nothing above it.</summary>
public class LabHost : ISimNode, INodeSink, IDisposable
{
    private const int MostLogLines = 1000;

    private readonly Queue<LogEntry> _log = new();
    private ISimSink? _sink;
    private Instant _now;

    public LabHost(HostStack host) => Host = host;

    /// <summary>The name in the lab.</summary>
    public virtual string Name => Host.Name;

    public IFramePool Pool => Host.Pool;

    public HostStack Host { get; }

    /// <summary>The last lines of the node's log.</summary>
    public IEnumerable<LogEntry> Log => _log;

    public void Receive(int port, Frame frame, Instant now) => Host.Receive(port, frame, now);

    public void SetLink(int port, bool up, Instant now) => Host.Core.SetLink(port, up, now);

    public void Poll(Instant now, ISimSink sink)
    {
        _sink = sink;
        _now = now;
        PollNode(now);
    }

    public virtual Instant PollAt() => Host.PollAt();

    /// <summary>The host crashed or leaves: its frames go back to the pool that all hosts of the lab share.</summary>
    public void Dispose()
    {
        Host.Close(_now);
        GC.SuppressFinalize(this);
    }

    void INodeSink.Transmit(int port, Frame frame) => _sink!.Transmit(port, frame);

    void INodeSink.Log(in LogEntry entry)
    {
        if (_log.Count == MostLogLines)
        {
            _log.Dequeue();
        }

        _log.Enqueue(entry);
    }

    /// <summary>Starts a console command.</summary>
    public virtual Node.Console.ConsoleJob Execute(string line, Instant now) => Host.Execute(line, now);

    protected virtual void PollNode(Instant now) => Host.Poll(now, this);
}
