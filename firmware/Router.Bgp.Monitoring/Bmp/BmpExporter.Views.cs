using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp.Monitoring;

// Routes after policy (RFC 7854 §5) and the Loc-RIB (RFC 9069): told as they change, and on connecting by a walk over
// the table, a bounded part of it at a time.
public sealed partial class BmpExporter
{
    // A walk waits while so much waits for the collector, and looks at so many slots a turn.
    private const int WalkLimit = 256 * 1024;
    private const int WalkSlots = 512;

    private readonly BmpUpdate _update = new();
    private int _walkFamily = int.MaxValue;
    private int _walkSlot;

    private static readonly BgpFamily[] s_families = [BgpFamily.Ipv4Unicast, BgpFamily.Ipv6Unicast];

    private static ReadOnlySpan<byte> TableName => "global"u8;

    private bool IsWalking => _walkFamily < s_families.Length;

    public void OnAccepted(int peer, IpPrefix prefix, uint pathId, ReadOnlySpan<byte> attributes, Instant now)
    {
        if (Wants(BgpMonitorViews.PostPolicy) && !MustHangUp && PeerOf(peer).IsTold)
        {
            Gather(peer, new BgpNlri(prefix, pathId), attributes, now);
        }
    }

    public void OnLost(int peer, IpPrefix prefix, uint pathId, Instant now) =>
        OnAccepted(peer, prefix, pathId, default, now);

    public void OnRoute(in BgpRouteChange change, Instant now)
    {
        if (Wants(BgpMonitorViews.LocRib) && _isConnected && !MustHangUp)
        {
            Gather(BmpUpdate.LocRib, new BgpNlri(change.Prefix),
                change.IsWithdrawn ? default : change.Paths[0].Attributes.Span, now);
        }
    }

    private bool Wants(BgpMonitorViews views) => (_options.Views & views) != 0;

    private void Gather(int source, BgpNlri route, ReadOnlySpan<byte> attributes, Instant now)
    {
        if (!_update.TryAdd(source, route, attributes))
        {
            Flush(now);
            _update.TryAdd(source, route, attributes);
            CheckBounds();
        }
    }

    private void Flush(Instant now)
    {
        while (_update.Count > 0 && !MustHangUp)
        {
            int start = BmpMessage.Begin(Output, BmpMessage.RouteMonitoring);
            bool addPath = false;
            if (_update.Source == BmpUpdate.LocRib)
            {
                BmpMessage.LocRibHeader(Output, _speaker.Options, _clock, now);
            }
            else
            {
                BmpPeer peer = _peers[_update.Source];
                BmpMessage.PeerHeader(Output, peer, _clock, now, isPostPolicy: true);
                addPath = _update.IsV4 ? peer.HasPathIds4 : peer.HasPathIds6;
            }

            ReadOnlySpan<byte> message = _update.Next(addPath);
            if (message.IsEmpty)
            {
                // Not one prefix fits beside the attributes: nothing is said of it.
                Output.Rewind(start);
                continue;
            }

            Output.Write(message);
            BmpMessage.End(Output, start);
        }

        _update.Clear();
    }

    private void BeginWalk(Instant now)
    {
        if (Wants(BgpMonitorViews.LocRib))
        {
            TellLocRibUp(now);
        }

        _walkSlot = 0;
        _walkFamily = Wants(BgpMonitorViews.PostPolicy | BgpMonitorViews.LocRib) ? 0 : int.MaxValue;
    }

    private void Walk(Instant now)
    {
        for (int i = 0; i < WalkSlots && IsWalking && Output.Count < WalkLimit; i++)
        {
            BgpFamily family = s_families[_walkFamily];
            if (_walkSlot < _speaker.RouteSlots(family))
            {
                Tell(_speaker.RouteAt(family, _walkSlot++), now);
                continue;
            }

            Flush(now);
            _walkSlot = 0;
            _walkFamily++;
            TellEndOfWalk(family, now);
        }
    }

    private void Tell(BgpRouteView? route, Instant now)
    {
        if (route is null)
        {
            return;
        }

        foreach (BgpPath path in route.Paths)
        {
            if (!path.IsLocal && !path.IsStale)
            {
                OnAccepted(path.Peer, route.Prefix, path.PathId, path.Attributes.Span, now);
            }
        }

        if (Wants(BgpMonitorViews.LocRib) && route.Selected > 0)
        {
            Gather(BmpUpdate.LocRib, new BgpNlri(route.Prefix), route.Paths[0].Attributes.Span, now);
        }
    }

    private void TellEndOfWalk(BgpFamily family, Instant now)
    {
        if (Wants(BgpMonitorViews.LocRib))
        {
            int start = BmpMessage.Begin(Output, BmpMessage.RouteMonitoring);
            BmpMessage.LocRibHeader(Output, _speaker.Options, _clock, now);
            EndOfRib(family);
            BmpMessage.End(Output, start);
        }

        for (int i = 0; i < _peers.Count; i++)
        {
            // Where the peer is not through with its table its own End-of-RIB is still to come.
            if (_peers[i].IsTold && _speaker.Peer(i).EndOfRibReceived)
            {
                TellEndOfPostPolicy(i, family, now);
            }
        }
    }

    /// <summary>The peer's table is through, if it is one of the session's.</summary>
    private void TellEndOfPostPolicy(int index, BgpFamily family, Instant now)
    {
        // A table that is still being walked is told to end when the walk has been through it.
        bool isWalked = _walkFamily > Array.IndexOf(s_families, family);
        if (!Wants(BgpMonitorViews.PostPolicy) || !isWalked || _speaker.Peer(index).Negotiated?.Find(family) is null)
        {
            return;
        }

        Flush(now);
        int start = BmpMessage.Begin(Output, BmpMessage.RouteMonitoring);
        BmpMessage.PeerHeader(Output, _peers[index], _clock, now, isPostPolicy: true);
        EndOfRib(family);
        BmpMessage.End(Output, start);
    }

    private void EndOfRib(BgpFamily family)
    {
        Span<byte> message = stackalloc byte[64];
        Output.Write(message.Slice(0, BgpUpdateWriter.WriteEndOfRib(message, 0, family)));
    }

    // RFC 9069 §4.4, §5.3: no address and no ports; both OPENs are the same one, made up for the routes, with all that
    // they may need: IPv6 next hops (RFC 8950) and messages longer than 4096 octets (RFC 8654).
    private void TellLocRibUp(Instant now)
    {
        const int TableNameType = 3;
        BgpSpeakerOptions options = _speaker.Options;
        BgpFamily ipv4 = BgpFamily.Ipv4Unicast;
        BgpFamily ipv6 = BgpFamily.Ipv6Unicast;
        BgpOpen open = BgpOpen.Create(options.LocalAs, 0, options.RouterId,
            new MultiprotocolCapability(ipv4), new MultiprotocolCapability(ipv6),
            new ExtendedNextHopCapability(new ExtendedNextHopEntry(ipv4.Afi, ipv4.Safi, ipv6.Afi)),
            new ExtendedMessageCapability(), new FourOctetAsCapability(options.LocalAs));
        Span<byte> message = stackalloc byte[BgpMessage.MaxSize];
        ReadOnlySpan<byte> octets = message.Slice(0, open.Write(message, 0));
        int start = BmpMessage.Begin(Output, BmpMessage.PeerUp);
        BmpMessage.LocRibHeader(Output, options, _clock, now);
        Output.UInt64(0);
        Output.UInt64(0);
        Output.UInt32(0);
        Output.Write(octets);
        Output.Write(octets);
        Output.UInt16(TableNameType);
        Output.UInt16(TableName.Length);
        Output.Write(TableName);
        BmpMessage.End(Output, start);
    }
}
