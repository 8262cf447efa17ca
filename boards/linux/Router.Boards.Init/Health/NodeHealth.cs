using System.Collections.Generic;
using Router.Bgp;
using Router.Core;
using Router.Hal.Linux.Machine;
using Router.Node;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Boards.Init.Health;

/// <summary>
/// In a trial: looks once a second at the peers that were up before, sends an echo request to each that is up again,
/// and tells the first process what is missing.
/// </summary>
public sealed class NodeHealth : IEchoListener
{
    private const int EchoData = 56;

    private static readonly Duration s_interval = Duration.FromSeconds(1);

    private readonly Board _board;
    private readonly ServiceNotifier? _notifier;
    private readonly IReadOnlyList<Ipv4Address> _wanted;
    private readonly Dictionary<Ipv4Address, int> _unanswered = [];
    private readonly HashSet<Ipv4Address> _echoed = [];
    private readonly ushort _identifier;
    private ushort _sequence;

    /// <param name="board">The node.</param>
    /// <param name="wanted">Peers that were up before.</param>
    /// <param name="notifier">The way to the first process.</param>
    public NodeHealth(Board board, IReadOnlyList<Ipv4Address> wanted, ServiceNotifier? notifier)
    {
        (_board, _wanted, _notifier) = (board, wanted, notifier);
        _identifier = board.Host.Echo.Open(this);
    }

    public Instant PollAt { get; private set; } = Instant.Zero;

    public void Poll(Instant now)
    {
        if (now < PollAt)
        {
            return;
        }

        PollAt = now + s_interval;
        string? missing = HealthGate.Missing(_wanted.Count, Look(now));
        _notifier?.Tell(Slots.SlotKeeper.HealthWord + (missing ?? TrialWatch.Well));
        if (missing is null)
        {
            PollAt = Instant.Never;
            _board.Host.Echo.Close(_identifier);
        }
    }

    public void OnReply(Ipv4Address from, ushort sequence, byte ttl, int octets, Instant now) => _echoed.Add(from);

    public void OnError(Ipv4Address from, ushort sequence, IcmpHeader header, Instant now)
    {
    }

    private List<PeerHealth> Look(Instant now)
    {
        List<PeerHealth> peers = [];
        foreach (BgpPeerView peer in _board.Speaker.Peers())
        {
            Ipv4Address address = peer.Options.RemoteAddress.IsV4 ? peer.Options.RemoteAddress.V4 : default;
            if (!Contains(address))
            {
                continue;
            }

            bool isUp = peer.State == BgpState.Established;
            bool isResolved = _board.IsReached(address, now);
            peers.Add(new PeerHealth(peer.Options.Name, isUp, isResolved, _echoed.Contains(address),
                _unanswered.GetValueOrDefault(address)));
            if (isUp)
            {
                _board.Host.Echo.SendRequest(new IpSend { Destination = address, Protocol = IpProtocol.Icmp },
                    _identifier, ++_sequence, EchoData, now);
                _unanswered[address] = isResolved ? _unanswered.GetValueOrDefault(address) + 1 : 0;
            }
        }

        return peers;
    }

    private bool Contains(Ipv4Address address)
    {
        foreach (Ipv4Address wanted in _wanted)
        {
            if (wanted == address)
            {
                return true;
            }
        }

        return false;
    }
}
