using System;
using System.IO;
using Router.Bgp;
using Router.Bgp.Monitoring;
using Router.Boards.Speaker.Configuration;
using Router.Boards.Speaker.Transport;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>The speaker with all that surrounds it in one process: what a round of the loop does.</summary>
internal sealed partial class SpeakerLoop : IBgpSink, IDisposable
{
    private readonly HostLog _log;
    private readonly KernelTransport _transport;
    private readonly SpeakerPeers _peers;
    private readonly BgpAggregates _aggregates;
    private readonly SpeakerServices? _services;
    private readonly PollLoop _poll;
    private readonly SpeakerConsole _console;
    private SpeakerBfd? _bfd;
    private SpeakerFile _file;
    private Instant _now;

    /// <exception cref="IOException">An address, a key or the control socket cannot be had.</exception>
    public SpeakerLoop(
        SpeakerFile file, BgpSpeakerOptions options, PollLoop poll, HostLog log, MonotonicClock clock)
    {
        Instant now = clock.Now;
        BgpMonitors? monitors = file.Monitoring.WantsMonitor ? new BgpMonitors() : null;
        _log = log;
        _poll = poll;
        _file = file;
        _now = now;
        Speaker = new BgpSpeaker(options with { Monitor = monitors });
        _aggregates = new BgpAggregates(file.Aggregates);
        var peers = new LatePeers();
        _transport = new KernelTransport(Speaker, peers);
        _peers = peers.Peers = new SpeakerPeers(Speaker, log)
        {
            Transport = _transport,
            Policies = new PeerPolicy(file.Policy, _aggregates, Speaker),
        };
        _console = new SpeakerConsole(Speaker, file, log, now) { Reconfigured = now };
        BeginBfd(file);
        try
        {
            _transport.Listeners.Open(file);
            var shell = new ConsoleShell([.. BgpConsole.Commands(_console), BfdCommand.Sessions(() => _bfd?.Engine)]);
            _services = new SpeakerServices(file, _console, shell, monitors, poll, log, clock, () => _bfd?.Engine);
        }
        catch
        {
            Dispose();
            throw;
        }

        foreach (NeighbourEntry entry in file.Neighbours)
        {
            _peers.Add(entry, now);
        }

        foreach (IpPrefix prefix in file.Originate)
        {
            Speaker.Originate(prefix, new BgpOrigination(), now);
        }

        poll.Watch(_transport.Descriptor, PollEvents.Readable);
    }

    public BgpSpeaker Speaker { get; }

    /// <summary>What is in force.</summary>
    public SpeakerFile File => _file;

    /// <summary>Reads the file again for the console; see <see cref="IBgpConsole.Reconfigure"/>.</summary>
    public Func<bool, string?>? Reload { set => _console.Reconfigure = value; }

    /// <summary>Connections that are not closed yet.</summary>
    public int Connections => _transport.Connections;

    /// <summary>The next time that a round has something to do without news from the kernel.</summary>
    public Instant PollAt() => Instant.Min(
        Instant.Min(Speaker.PollAt(), _transport.PollAt()),
        Instant.Min(
            Instant.Min(_peers.PollAt(), _bfd?.PollAt() ?? Instant.Never), _services!.PollAt()));

    /// <summary>One round; true when there may be more to read at once.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isRested">The loop has slept: console clients may have woken it.</param>
    public bool Round(Instant now, bool isRested)
    {
        _now = now;
        _bfd?.Poll(now);
        bool more = _transport.Poll(now);
        Speaker.Poll(now, this);
        _aggregates.Apply(Speaker, now);
        _peers.Poll(now);
        if (isRested || _services!.PollAt() <= now)
        {
            _services!.Poll(now);
        }

        return more;
    }

    public void Shutdown(Instant now)
    {
        _transport.Listeners.Dispose();
        Speaker.Shutdown(now);
    }

    public void Dispose()
    {
        _services?.Dispose();
        _bfd?.Dispose();
        _transport.Dispose();
    }

    void IBgpSink.Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl) =>
        _transport.Connect(peer, local, remote, port);

    void IBgpSink.CancelConnect(int peer) => _transport.CancelConnect(peer);

    int IBgpSink.Send(long connection, ReadOnlySpan<byte> octets) => _transport.Send(connection, octets);

    void IBgpSink.Close(long connection) => _transport.EndOutput(connection, _now);

    void IBgpSink.Abort(long connection) => _transport.Abort(connection);

    void IBgpSink.OnRoute(in BgpRouteChange change)
    {
        // Nothing is forwarded here: the table is there to be passed on and looked at.
        _aggregates.OnRoute(change);
    }

    void IBgpSink.OnPeer(in BgpPeerChange change)
    {
        _peers.OnPeer(change, _now);
        if (change.Kind == BgpPeerChangeKind.State && change.OldState != change.NewState)
        {
            // Steps on the way up are for those who look for trouble; ends and beginnings of sessions are for all.
            bool isNews = change.OldState == BgpState.Established || change.NewState == BgpState.Established;
            if (_log.Has(isNews ? LogLevel.Info : LogLevel.Debug))
            {
                string text = $"{Speaker.Peer(change.Peer).Options.Name}: "
                    + $"{change.OldState} -> {change.NewState}: {change.Reason}";
                (isNews ? (Action<string>)_log.Info : _log.Debug)(text);
            }
        }
    }

    /// <summary>The transport asks for peers, whose sockets the transport keeps: one of them is made first.</summary>
    private sealed class LatePeers : IPeerDirectory
    {
        public SpeakerPeers? Peers { get; set; }

        public int FindOrAdd(IpAddress remote, Instant now) => Peers!.FindOrAdd(remote, now);

        public void OnDialFailed(int peer, string reason) => Peers!.OnDialFailed(peer, reason);
    }
}
