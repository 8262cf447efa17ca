using System;
using System.Collections.Generic;
using Router.Bfd;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Tcp;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// One board's brain: forwarding, TCP, BGP and Calico's rules, joined. Driven by four calls (Receive, Poll, PollAt and
/// the commands); owns no thread and no clock.
/// </summary>
public sealed partial class Board : IBgpSink
{
    // A pass hands work from one core to the next; more passes than this without rest would be a livelock.
    private const int MostPasses = 64;

    private readonly BoardOptions _options;
    private readonly TcpStack _tcp;
    private readonly BgpTransport _transport;
    private readonly BoardBfd _bfd;
    private readonly BoardNtp _ntp;
    private readonly NextHopResolver _resolver;
    private readonly RouteInstaller _installer;
    private readonly RouteSet _calicoRoutes;
    private readonly RouteSet _staticRoutes;
    private readonly SortedDictionary<Prefix, uint> _originated = [];
    private readonly BoardRoutes _ownRoutes;
    private CalicoPlan _plan;
    private IReadOnlyList<RunRoute> _configuredRoutes = [];
    private RoutePolicy _policy;
    private NodePolicies _policies;
    private NodePolicies? _formerPolicies;
    private long _unixTimeAtZero;
    private INodeSink? _sink;
    private Instant _now;
    private bool _generationChanged;
    private bool _reachabilityChanged;

    public Board(BoardOptions options, IFramePool pool, Instant now)
    {
        _options = options;
        _plan = options.Plan;
        _unixTimeAtZero = options.UnixTimeAtZero;
        _policy = new RoutePolicy(_plan);
        _now = now;
        Started = now;
        var core = new RouterCore(new CoreOptions { CreateFib = options.CreateFib }, pool, options.Seed);
        Host = new HostStack(_plan.NodeName, core, pool, _ => Console.BoardCommands.For(this))
        {
            Upper = DeliverUpper,
            CoreEvents = OnCoreEvent,
            Forwarder = options.CreateForwarder?.Invoke(core),
        };
        _resolver = new NextHopResolver(core);
        _ownRoutes = new BoardRoutes(core, _resolver);
        _policies = new NodePolicies(_policy, _ownRoutes);
        _tcp = new TcpStack(new TcpOptions(), new RandomStream(options.Seed, "tcp").NextUInt64())
        {
            Paths = new CorePaths(core),
        };
        Speaker = new BgpSpeaker(new BgpSpeakerOptions
        {
            LocalAs = _plan.LocalAs,
            RouterId = _plan.RouterId,
            ClusterId = _plan.ClusterId ?? _plan.RouterId,
            Seed = new RandomStream(options.Seed, "bgp").NextUInt64(),
            Restarting = options.Restarting,

            // BIRD's "merge paths": equal paths share the flows.
            MaxPaths = 16,
            IgpMetric = _resolver,
            Monitor = options.Monitor,
        });
        _transport = new BgpTransport(
            _tcp, Speaker, SendSegment, Duration.FromSeconds(options.Timers.HoldTime));
        _bfd = new BoardBfd(core, Speaker, new RandomStream(options.Seed, "bfd").NextUInt64());
        _ntp = new BoardNtp(core, new RandomStream(options.Seed, "ntp").NextUInt64());
        _calicoRoutes = new RouteSet(core.Routes);
        _installer = new RouteInstaller(core.Routes, _resolver, _calicoRoutes);
        _staticRoutes = new RouteSet(core.Routes);
        _ownRoutes.Speaker = Speaker;
        _transport.Listen(_plan.ListenPort);
        ApplyConfiguration(
            new BoardConfiguration(_plan, options.Ports, options.StaticRoutes, options.Bfd, options.Ntp), now);
    }

    public string Name => _plan.NodeName;

    public HostStack Host { get; }

    public BgpSpeaker Speaker { get; }

    public CalicoPlan Plan => _plan;

    /// <summary>When the board was made.</summary>
    public Instant Started { get; }

    /// <summary>When it last took over a configuration.</summary>
    public Instant Reconfigured { get; private set; }

    /// <summary>Where console commands leave files; null: nowhere.</summary>
    public Console.IConsoleFiles? Files { get; set; }

    /// <summary>The file that <see cref="Reconfigure"/> reads; null where there is none.</summary>
    public string? ConfigurationFile { get; set; }

    /// <summary>
    /// Reads the configuration again, and takes it over unless the argument is true; answers with what is wrong, or
    /// null.
    /// </summary>
    public Func<bool, string?>? Reconfigure { get; set; }

    /// <summary>
    /// Ends the machine, by a reboot where the argument is true, once every peer was told; null where the machine is
    /// not the board's own.
    /// </summary>
    public Action<bool>? EndMachine { get; set; }

    public RoutePolicy Policy => _policy;

    /// <summary>Segments dropped before they reached a connection.</summary>
    public TcpDrops TcpDrops => _transport.Drops;

    /// <summary>BGP's connections, those that are closing included.</summary>
    public int TcpConnections => _transport.Connections;

    /// <summary>BFD's sessions with BGP peers.</summary>
    public BfdEngine Bfd => _bfd.Engine;

    /// <summary>The time of day at an instant in nanoseconds of the Unix epoch, or null when nobody knows it.</summary>
    public long? UnixTime(Instant at) =>
        _unixTimeAtZero == 0 ? null : _unixTimeAtZero + at.Nanoseconds;

    /// <summary>Who tells the time.</summary>
    public NtpClient Ntp => _ntp.Client;

    /// <summary>
    /// Sets the machine's clock to nanoseconds since 1970 whenever a server has told them; null where the clock is not
    /// the board's to set.
    /// </summary>
    public Action<long>? SetClock { get; set; }

    /// <summary>The port that leads to a next hop, where one does.</summary>
    public string? InterfaceTo(IpAddress nextHop) =>
        nextHop.IsV4 && _resolver.TryResolve(nextHop.V4, out NextHop hop) ? Host.InterfaceName(hop.Interface) : null;

    /// <summary>A frame arrived by a port; its slot is the board's now.</summary>
    public void Receive(int port, Frame frame, Instant now) => Host.Receive(port, frame, now);

    /// <summary>Frames that arrived together by a port; their slots are the board's now.</summary>
    public void Receive(int port, ReadOnlySpan<Frame> frames, Instant now) => Host.Receive(port, frames, now);

    public void SetLink(int port, bool up, Instant now) => Host.Core.SetLink(port, up, now);

    /// <summary>Does what is due; frames and log lines go to the sink.</summary>
    public void Poll(Instant now, INodeSink sink)
    {
        _now = now;
        _sink = sink;
        for (int pass = 0; pass < MostPasses; pass++)
        {
            Host.Poll(now, sink);
            _bfd.Poll(now, this);
            _ntp.Poll(now);
            _transport.PollTcp(now);
            Speaker.Poll(now, this);
            if (_generationChanged || _reachabilityChanged)
            {
                Redecide(now);
            }

            if (PollAt() > now)
            {
                return;
            }
        }
    }

    public Instant PollAt() => Instant.Min(
        Instant.Min(Instant.Min(Host.PollAt(), _bfd.PollAt()), _ntp.PollAt()),
        Instant.Min(_transport.PollAt(), Speaker.PollAt()));

    /// <summary>Says goodbye to every peer: Cease, administrative shutdown (RFC 4486 §4, RFC 9003).</summary>
    public void Shutdown(Instant now, string reason) => Speaker.Shutdown(now, reason);

    /// <summary>No session is up or under way: after <see cref="Shutdown"/>, the goodbyes are out.</summary>
    public bool IsQuiet => _transport.Connections == 0;

    /// <summary>Offers a service on a port of the board's own TCP, besides BGP; one for each board.</summary>
    public void Offer(ITcpService service) => _transport.Offer(service);

    /// <summary>What the machine says of itself for <c>show system</c>, by name; null where it has nothing to say.
    /// </summary>
    public Func<IReadOnlyList<KeyValuePair<string, string>>>? DescribeMachine { get; set; }

    /// <summary>The next hop of an address is known by its link-layer address.</summary>
    public bool IsReached(Ipv4Address address, Instant now)
    {
        if (!_resolver.TryResolve(address, out NextHop hop))
        {
            return false;
        }

        Ipv4Address station = hop.Gateway.IsZero ? address : hop.Gateway;
        foreach (Neighbour neighbour in Host.Core.Neighbours.List(now))
        {
            if (neighbour.Address == station && neighbour.State is not (NeighbourState.None
                or NeighbourState.Incomplete or NeighbourState.Failed))
            {
                return true;
            }
        }

        return false;
    }

    public Console.ConsoleJob Execute(string line, Instant now) => Host.Execute(line, now);

    void IBgpSink.Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl)
    {
        Ipv4Address source =
            local.IsZero && Host.Core.TrySelectSource(remote.V4, out Ipv4Address chosen) ? chosen : local.V4;
        _transport.Connect(peer, source, remote, port, _now);
    }

    void IBgpSink.CancelConnect(int peer) => _transport.CancelConnect(peer, _now);

    int IBgpSink.Send(long connection, ReadOnlySpan<byte> octets) => _transport.Send(connection, octets, _now);

    void IBgpSink.Close(long connection) => _transport.Close(connection, _now);

    void IBgpSink.Abort(long connection) => _transport.Abort(connection, _now);

    void IBgpSink.OnRoute(in BgpRouteChange change) => _generationChanged |= _installer.Apply(change, _policy);

    void IBgpSink.OnPeer(in BgpPeerChange change)
    {
        BgpPeerOptions peer = Speaker.Peer(change.Peer).Options;
        (LogLevel level, string text) = change.Kind switch
        {
            BgpPeerChangeKind.EndOfRib => (LogLevel.Debug, $"{peer.Name}: has sent its whole table"),
            BgpPeerChangeKind.EndOfRibSent => (LogLevel.Debug, $"{peer.Name}: has our whole table"),
            _ => (StateLevel(change), $"{peer.Name}: {change.OldState} -> {change.NewState}: {change.Reason}"),
        };
        Log(level, "bgp", text);
    }

    private static LogLevel StateLevel(in BgpPeerChange change) =>
        change.NewState == BgpState.Established ? LogLevel.Info
        : change.OldState == BgpState.Established ? LogLevel.Warning
        : LogLevel.Debug;

    private bool DeliverUpper(in LocalPacket packet, ReadOnlySpan<byte> payload)
    {
        switch (packet.Protocol)
        {
            case IpProtocol.Tcp:
                _tcp.Receive(packet.Source, packet.Destination, packet.Ttl, payload, _now);
                return true;
            case IpProtocol.Udp:
                return _bfd.Deliver(packet, payload, _now) || DeliverTime(packet, payload);
            case IpProtocol.Icmp:
                return DeliverTcpError(packet.Ttl, payload);
            default:
                return false;
        }
    }

    private bool DeliverTime(in LocalPacket packet, ReadOnlySpan<byte> payload)
    {
        NtpStatus? before = Ntp.Last;
        bool isTaken = _ntp.Deliver(packet, payload, _now, UnixTime(Instant.Zero), out string? news);
        if (Ntp.Last is { } last && last != before)
        {
            _unixTimeAtZero = last.UnixTimeAtZero;
            SetClock?.Invoke(_unixTimeAtZero + _now.Nanoseconds);
        }

        if (news is not null)
        {
            Log(LogLevel.Info, "ntp", news);
        }

        return isTaken;
    }

    // RFC 1122 §4.2.3.9: errors about our segments reach TCP, which judges them by RFC 5927.
    private bool DeliverTcpError(byte ttl, ReadOnlySpan<byte> message)
    {
        if (!IcmpHeader.TryParse(message, out IcmpHeader error) || !error.IsError
            || message.Length < IcmpHeader.Size + Ipv4Header.Size)
        {
            return false;
        }

        ReadOnlySpan<byte> quote = message[IcmpHeader.Size..];
        if (!Ipv4Header.TryParseQuoted(quote, 0, quote.Length, out Ipv4Header quoted)
            || quoted.Protocol != IpProtocol.Tcp || quote.Length < quoted.HeaderLength + 8)
        {
            return false;
        }

        bool tooBig = error.Type == IcmpType.DestinationUnreachable && error.Code == IcmpCode.FragmentationNeeded;
        ushort mtu = tooBig ? (ushort)RouterCore.ErrorMtu(error, quoted) : (ushort)0;
        _tcp.IcmpError(quoted.Source, quoted.Destination, ttl, error.Type, error.Code, mtu,
            quote[quoted.HeaderLength..], _now);
        return true;
    }

    private void SendSegment(
        Ipv4Address source, Ipv4Address destination, byte tos, byte ttl, ReadOnlySpan<byte> segment) =>
        Host.Core.Send(
            new IpSend
            {
                Source = source,
                Destination = destination,
                Protocol = IpProtocol.Tcp,
                Tos = tos,
                Ttl = ttl,
                DontFragment = true,
            },
            segment,
            _now);

    private void OnCoreEvent(CoreEvent e) =>
        _reachabilityChanged |= e.Kind is CoreEventKind.LinkUp or CoreEventKind.LinkDown;

    internal void Log(LogLevel level, string source, string text) =>
        Host.Tell(new LogEntry(_now, level, source, text), _sink);
}
