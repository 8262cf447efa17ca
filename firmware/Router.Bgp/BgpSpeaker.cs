using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// A BGP-4 speaker without sockets, threads or clock (RFC 4271). Calls in change state and queue effects; effects
/// leave by the sink during <see cref="Poll"/>, at most so many at a time that no peer waits long for another.
/// </summary>
public sealed partial class BgpSpeaker
{
    // A new connection that overtakes the goodbye on the old one would be a restart to the peer (RFC 4724 §4.2).
    private static readonly Duration s_afterGoodbye = Duration.FromSeconds(1);

    private readonly SpeakerShared _shared;
    private readonly Decision _decision;
    private readonly List<Neighbour> _neighbours = [];

    public BgpSpeaker(BgpSpeakerOptions options)
    {
        Options = options;
        _shared = new SpeakerShared(options);
        _decision = new Decision(options);
    }

    public BgpSpeakerOptions Options { get; }

    /// <summary>Route selection still waits after a restart (RFC 4724 §4.1).</summary>
    public bool IsDeferring => _shared.IsDeferring;

    /// <summary>Adds and starts a peer; the number that is returned names it until it is removed.</summary>
    /// <param name="options">What it is.</param>
    /// <param name="now">The time.</param>
    /// <param name="isBack">It was removed just now: dialling waits for the goodbye to arrive.</param>
    /// <exception cref="ArgumentException">
    /// The hold time is 1 or 2, the restart time needs more than 12 bits, or the retry time is none.
    /// </exception>
    public int AddPeer(BgpPeerOptions options, Instant now, bool isBack = false)
    {
        if (options.HoldTime is 1 or 2 || options.GracefulRestartTime > GracefulRestartCapability.MaxRestartTime)
        {
            throw new ArgumentException(
                $"{options.Name}: the hold time is 0 or at least 3 s, the restart time at most 4095 s");
        }

        if (options.ConnectRetry < BgpPeerOptions.LeastConnectRetry)
        {
            // A dial that fails at once would be repeated without time passing.
            throw new ArgumentException($"{options.Name}: the retry time is at least 1 ms");
        }

        int index = FreeIndex();
        Neighbour neighbour = new(_shared, index, options, now);
        if (index < _neighbours.Count)
        {
            _neighbours[index] = neighbour;
        }
        else
        {
            _neighbours.Add(neighbour);
        }

        LimitDeferral(options, now);
        neighbour.Start(now, isBack ? s_afterGoodbye : default);
        return neighbour.Index;
    }

    /// <summary>
    /// Ends the session and forgets the peer's routes (RFC 4486 §4): with Cease/3, or with Cease/6 where the peer is
    /// to be added again with other options.
    /// </summary>
    public void RemovePeer(int peer, Instant now, bool returns = false)
    {
        _shared.Now = now;
        (byte subcode, string reason) = returns
            ? (BgpSubcode.Cease.OtherConfigurationChange, "its configuration changed")
            : (BgpSubcode.Cease.PeerDeconfigured, "peer removed");
        _neighbours[peer].Stop(subcode, null, reason, now, forGood: true);
    }

    /// <summary>
    /// Gives a peer other options while its session goes on: of exports only what differs is sent, and where imports
    /// may differ the peer is asked for its routes again. False, and nothing has changed, where that takes another
    /// session: remove the peer and add it again.
    /// </summary>
    public bool TryReconfigure(int peer, BgpPeerOptions options, Instant now)
    {
        _shared.Now = now;
        return _neighbours[peer].TryReconfigure(options, now);
    }

    /// <summary>
    /// Starts a peer, or ends its session with Cease/2 and a text for the other side's operator (RFC 9003).
    /// </summary>
    public void SetAdmin(int peer, bool enabled, Instant now, string? text = null)
    {
        _shared.Now = now;
        Neighbour neighbour = _neighbours[peer];
        if (neighbour.IsRemoved || neighbour.IsEnabled == enabled)
        {
            return;
        }

        if (enabled)
        {
            neighbour.Start(now);
        }
        else
        {
            neighbour.Stop(
                BgpSubcode.Cease.AdministrativeShutdown, text, "disabled by the operator", now, forGood: false);
        }
    }

    /// <summary>
    /// Ends the session with Cease/4 and starts it again; dialling waits a second.
    /// </summary>
    public void Reset(int peer, Instant now, string? text = null)
    {
        _shared.Now = now;
        Neighbour neighbour = _neighbours[peer];
        if (neighbour.IsEnabled)
        {
            neighbour.Stop(BgpSubcode.Cease.AdministrativeReset, text, "reset by the operator", now, forGood: false);
            neighbour.Start(now, s_afterGoodbye);
        }
    }

    /// <summary>Ends all sessions with Cease/2; nothing starts again by itself.</summary>
    public void Shutdown(Instant now, string? text = null)
    {
        _shared.Now = now;
        foreach (Neighbour neighbour in _neighbours)
        {
            if (neighbour.IsEnabled)
            {
                neighbour.Stop(BgpSubcode.Cease.AdministrativeShutdown, text, "shut down", now, forGood: false);
            }
        }
    }

    /// <summary>Announces a prefix as our own, or replaces its attributes.</summary>
    public void Originate(IpPrefix prefix, BgpOrigination origination, Instant now)
    {
        int bound = OriginationBlock.Bound(origination);
        Span<byte> block = _shared.ScratchOf(bound);
        int attributes = _shared.Attributes.Intern(block.Slice(0, OriginationBlock.Write(block, origination)));
        _shared.RibOf(prefix.IsV4).Set(prefix, BgpPath.Local, 0, attributes);
    }

    public void WithdrawOrigination(IpPrefix prefix, Instant now) =>
        _shared.RibOf(prefix.IsV4).Remove(prefix, BgpPath.Local, 0);

    /// <summary>Asks the peer for its table again (RFC 2918); false when there is no session that can.</summary>
    public bool RequestRefresh(int peer, Instant now)
    {
        Neighbour neighbour = _neighbours[peer];
        bool isPossible = neighbour.IsEstablished && neighbour.Main.Negotiated!.RouteRefresh;
        if (isPossible)
        {
            neighbour.AskAgain();
        }

        return isPossible;
    }

    /// <summary>
    /// Decides every prefix again, because the answers of <see cref="BgpSpeakerOptions.IgpMetric"/> may differ now
    /// (RFC 4271 §9.1.2.1); only differences are told.
    /// </summary>
    public void OnNextHopsChanged(Instant now)
    {
        foreach (LocRib rib in _shared.Ribs)
        {
            rib.MarkAllDirty();
        }
    }

    /// <summary>
    /// Looks at every export to the peer again, because its policy changed; only differences are sent.
    /// </summary>
    public void Reexport(int peer, Instant now) => _neighbours[peer].Reexport();

    /// <summary>
    /// Gives the peer another policy. Of exports only what differs is sent; for imports request a refresh.
    /// </summary>
    public void ChangePolicy(int peer, IBgpPolicy? policy, Instant now) => _neighbours[peer].ChangePolicy(policy);

    /// <summary>The number of a removed peer to which nothing refers any more, or the next one.</summary>
    private int FreeIndex()
    {
        for (int i = 0; i < _neighbours.Count; i++)
        {
            if (_neighbours[i].IsForgotten && !_shared.Closing.Exists(connection => connection.Neighbour.Index == i))
            {
                return i;
            }
        }

        return _neighbours.Count < short.MaxValue
            ? _neighbours.Count
            : throw new ArgumentException($"a speaker has at most {short.MaxValue} peers");
    }

    private void LimitDeferral(BgpPeerOptions peer, Instant now)
    {
        if (!_shared.IsDeferring)
        {
            return;
        }

        _deferralFrom = _deferralFrom == Instant.Never ? now : _deferralFrom;
        Duration promised = peer.GracefulRestart ? Duration.FromSeconds(peer.GracefulRestartTime) : Duration.Zero;
        Instant limit = _deferralFrom + Duration.Min(promised, Options.SelectionDeferral);
        _deferralAt = _deferralAt == Instant.Never ? limit : Instant.Max(_deferralAt, limit);
    }
}
