using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Boards.Speaker.Transport;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>
/// The peers of the file, and those that come from its ranges: made when they connect, as many as the range allows,
/// gone when they have been away for a while.
/// </summary>
internal sealed partial class SpeakerPeers : IPeerDirectory
{
    private static readonly Duration s_absence = Duration.FromSeconds(60);

    private readonly BgpSpeaker _speaker;
    private readonly HostLog _log;
    private readonly List<RangePeers> _ranges = [];
    private readonly Dictionary<IpAddress, int> _byAddress = [];
    private readonly Dictionary<int, NeighbourEntry> _entries = [];
    private readonly Dictionary<int, RangePeers> _dynamic = [];
    private readonly Dictionary<int, Instant> _downSince = [];
    private readonly Dictionary<int, string> _dialFailures = [];
    private readonly LinkLocals _links;

    public SpeakerPeers(BgpSpeaker speaker, HostLog log)
    {
        _speaker = speaker;
        _log = log;
        _links = new LinkLocals(log.Warning);
    }

    /// <summary>Set before anything else happens: transport and directory know each other.</summary>
    public required KernelTransport Transport { get; init; }

    /// <summary>What the file's filters make of a neighbour.</summary>
    public required PeerPolicy Policies { get; set; }

    /// <summary>Watches paths; null where no neighbour asks for it.</summary>
    public SpeakerBfd? Bfd { get; set; }

    public void Add(NeighbourEntry entry, Instant now)
    {
        if (entry.Range is not null)
        {
            AddRange(entry);
            return;
        }

        Start(entry, now);
    }

    public int FindOrAdd(IpAddress remote, Instant now)
    {
        if (_byAddress.TryGetValue(remote, out int peer))
        {
            return peer;
        }

        if (RangeOf(remote) is not { } range)
        {
            return -1;
        }

        if (range.Count >= range.Entry.Limit && !TryEvict(range, now))
        {
            // Anybody may come again and again: that is no way to fill a disk.
            if (now >= range.NextRefusalTold)
            {
                range.NextRefusalTold = now + s_absence;
                _log.Warning($"{remote} is refused: {range.Entry.Label} has its {range.Entry.Limit} peers (limit)");
            }

            return -1;
        }

        peer = Start(range.For(remote), now);
        Enter(peer, range, now);
        return peer;
    }

    public void OnDialFailed(int peer, string reason)
    {
        // Told when it is news: a peer that is away is dialled every few seconds.
        if (!_dialFailures.TryGetValue(peer, out string? before) || before != reason)
        {
            _dialFailures[peer] = reason;
            _log.Warning($"{_speaker.Peer(peer).Options.Name}: cannot be dialled: {reason}");
        }
    }

    public void OnPeer(in BgpPeerChange change, Instant now)
    {
        if (change.Kind != BgpPeerChangeKind.State)
        {
            return;
        }

        if (change.NewState == BgpState.Established)
        {
            _dialFailures.Remove(change.Peer);
            _downSince.Remove(change.Peer);
            FindLink(change.Peer, now);
        }
        else if (_dynamic.ContainsKey(change.Peer))
        {
            _downSince.TryAdd(change.Peer, now);
        }
    }

    public Instant PollAt()
    {
        Instant next = Instant.Never;
        foreach (Instant since in _downSince.Values)
        {
            next = Instant.Min(next, since + s_absence);
        }

        return next;
    }

    public void Poll(Instant now)
    {
        if (PollAt() > now)
        {
            return;
        }

        int[] gone = [.. _downSince.Where(down => down.Value + s_absence <= now).Select(static down => down.Key)];
        foreach (int peer in gone)
        {
            if (_speaker.Peer(peer).StalePaths > 0)
            {
                // RFC 4724 §4.2: until its own restart time is over it may come back.
                _downSince[peer] = now;
                continue;
            }

            Remove(peer, now);
        }
    }

    // RFC 2545 §3: the link-local address goes along to who is on the link. Interfaces come and go between sessions.
    private void FindLink(int peer, Instant now)
    {
        BgpPeerOptions options = _speaker.Peer(peer).Options;
        IpAddress own = (options.Families & BgpFamilies.Ipv6Unicast) != 0 || options.ExtendedNextHop
            ? _links.Towards(options.RemoteAddress, now)
            : default;
        if (own != options.LinkLocal)
        {
            _speaker.TryReconfigure(peer, options with { LinkLocal = own }, now);
        }
    }

    private void AddRange(NeighbourEntry entry)
    {
        _ranges.Add(new RangePeers(entry));

        // The narrowest range that holds an address is the one that is meant.
        _ranges.Sort(static (left, right) => right.Range.Length.CompareTo(left.Range.Length));
    }

    private RangePeers? RangeOf(IpAddress remote) => _ranges.Find(range => range.Range.Contains(remote));

    private void Enter(int peer, RangePeers range, Instant now)
    {
        range.Count++;
        _dynamic.Add(peer, range);
        if (_speaker.Peer(peer).State != BgpState.Established)
        {
            _downSince.TryAdd(peer, now);
        }
    }

    // Room for a newcomer: the one that has been away longest goes before its time.
    private bool TryEvict(RangePeers range, Instant now)
    {
        int oldest = -1;
        foreach ((int peer, Instant since) in _downSince)
        {
            // RFC 4724 §4.2: who restarts is kept its place, and its routes.
            BgpPeerView view = _speaker.Peer(peer);
            if (_dynamic[peer] == range && view.State <= BgpState.Active && view.StalePaths == 0
                && (oldest < 0 || since < _downSince[oldest]))
            {
                oldest = peer;
            }
        }

        if (oldest >= 0)
        {
            Remove(oldest, now);
        }

        return oldest >= 0;
    }

    private int Start(NeighbourEntry entry, Instant now, bool isBack = false)
    {
        uint scope = ScopeOf(entry);
        int peer = _speaker.AddPeer(Policies.Apply(entry), now, isBack);
        Transport.Configure(peer, PeerSockets.Of(entry.Peer, scope));
        _byAddress[entry.Peer.RemoteAddress] = peer;
        _entries[peer] = entry;
        if (entry.Bfd is { } bfd)
        {
            Bfd?.Begin(peer, bfd, scope, now);
        }

        return peer;
    }

    private void Remove(int peer, Instant now, bool returns = false)
    {
        _byAddress.Remove(_speaker.Peer(peer).Options.RemoteAddress);
        _entries.Remove(peer);
        _dialFailures.Remove(peer);
        Bfd?.End(peer, now);
        _speaker.RemovePeer(peer, now, returns);
        Transport.Forget(peer);
        _downSince.Remove(peer);
        if (_dynamic.Remove(peer, out RangePeers? range))
        {
            range.Count--;
        }
    }

    private static uint ScopeOf(NeighbourEntry entry) =>
        entry.Interface is { } name ? (uint)(KernelInterfaces.Find(name)?.Index ?? 0) : 0;

    /// <summary>A range and how many peers it has now.</summary>
    private sealed class RangePeers(NeighbourEntry entry)
    {
        public NeighbourEntry Entry { get; } = entry;

        public IpPrefix Range { get; } = entry.Range!.Value;

        public int Count { get; set; }

        public Instant NextRefusalTold { get; set; } = Instant.Zero;

        /// <summary>What the range says of one of its peers.</summary>
        public NeighbourEntry For(IpAddress remote) => Entry with
        {
            Range = null,
            Peer = Entry.Peer with { Name = remote.ToString(), RemoteAddress = remote },
        };
    }
}
