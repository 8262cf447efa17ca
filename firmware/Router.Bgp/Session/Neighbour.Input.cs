using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Messages from the peer: each becomes one event of the state machine.
internal sealed partial class Neighbour
{
    private BgpMessageCounters _received;
    private bool _isBeingRefreshed;

    public BgpMessageCounters Received => _received;

    public Dictionary<byte, long> TreatedAsWithdraw { get; } = [];

    public Dictionary<byte, long> AttributesDiscarded { get; } = [];

    public void OnMessage(Session session, BgpMessageType type, OctetsIn message, Instant now)
    {
        _received.Octets += message.Length;
        switch (type)
        {
            case BgpMessageType.Open:
                _received.Open++;
                OnOpen(session, message, now);
                break;
            case BgpMessageType.Update:
                _received.Update++;
                OnUpdate(session, message, now);
                break;
            case BgpMessageType.Notification:
                _received.Notification++;
                OnNotification(session, message, now);
                break;
            case BgpMessageType.Keepalive:
                _received.Keepalive++;
                session.Handle(new FsmInput(FsmEvent.Keepalive), now);
                break;
            default:
                _received.RouteRefresh++;
                OnRefresh(session, message, now);
                break;
        }
    }

    public static FsmInput ErrorInput(FsmEvent kind, in BgpError error, OctetsIn message)
    {
        BgpNotification answer = BgpNotification.From(error, message);
        return new FsmInput(kind)
        {
            Code = answer.Code,
            Subcode = answer.Subcode,
            Data = answer.Data,
            Detail = error.Reason,
        };
    }

    private void OnOpen(Session session, OctetsIn message, Instant now)
    {
        bool delayed = session.DelayOpenAt != Instant.Never;
        if (session.State != BgpState.OpenSent && !delayed)
        {
            session.Handle(new FsmInput(FsmEvent.BgpOpen), now);
            return;
        }

        if (!BgpOpen.TryParse(message, out BgpOpen? open, out BgpError error))
        {
            session.Handle(ErrorInput(FsmEvent.BgpOpenError, error, message), now);
            return;
        }

        FsmInput? refusal = OpenCheck.Refuse(open!, Options, LocalAs, _shared.Options.RouterId);
        if (refusal != null)
        {
            session.Handle(refusal.Value, now);
        }
        else if (!Survives(session, open!, now))
        {
            session.Handle(new FsmInput(FsmEvent.OpenCollisionDump), now);
        }
        else
        {
            session.RemoteOpen = open;
            session.Handle(
                new FsmInput(delayed ? FsmEvent.BgpOpenWithDelayOpenRunning : FsmEvent.BgpOpen), now);
        }
    }

    private void OnNotification(Session session, OctetsIn message, Instant now)
    {
        // RFC 4271 §6.4: a malformed NOTIFICATION cannot be answered; the session ends all the same.
        if (!BgpNotification.TryParse(message, out BgpNotification? notification, out _))
        {
            session.Handle(new FsmInput(FsmEvent.Notification) { Detail = "malformed NOTIFICATION received" }, now);
            return;
        }

        string text = notification!.ToString();
        LastReceived = new BgpNotificationRecord(now, (byte)notification.Code, notification.Subcode, text);
        bool version = notification.Code == BgpErrorCode.Open
            && notification.Subcode == BgpSubcode.Open.UnsupportedVersionNumber;
        session.Handle(new FsmInput(version ? FsmEvent.NotificationVersionError : FsmEvent.Notification)
        {
            Detail = "received " + text,
        }, now);
    }

    private void OnRefresh(Session session, OctetsIn message, Instant now)
    {
        if (session.State != BgpState.Established)
        {
            session.Handle(new FsmInput(FsmEvent.RouteRefresh), now);
            return;
        }

        if (!BgpRouteRefresh.TryParse(message, out BgpRouteRefresh? refresh, out BgpError error))
        {
            session.Handle(ErrorInput(FsmEvent.UpdateError, error, message), now);
            return;
        }

        session.Handle(new FsmInput(FsmEvent.RouteRefresh), now);

        // RFC 2918 §4: a family that was not agreed on is ignored.
        if (refresh!.Family != BgpFamily.Ipv4Unicast)
        {
            return;
        }

        bool enhanced = session.Negotiated!.EnhancedRefresh;
        switch (refresh.Subtype)
        {
            case BgpRefreshSubtype.Request:
                Resend();
                break;

            // RFC 7313 §4: with graceful restart a BoRR before the End-of-RIB is ignored.
            case BgpRefreshSubtype.BeginOfRefresh
                when enhanced && (EndOfRibReceived || !session.Negotiated.GracefulRestart):
                RibPeer.MarkStale(inRefresh: _isBeingRefreshed);
                _isBeingRefreshed = true;
                _shared.Rib.StartSweep();

                // RFC 7313 §4: an upper bound for the wait for EoRR.
                StaleUntil = now + Options.StalePathTime;
                UpdateDeadline();
                break;
            case BgpRefreshSubtype.EndOfRefresh when _isBeingRefreshed:
                _isBeingRefreshed = false;
                ForgetStale();
                UpdateDeadline();
                break;
            default:
                // RFC 7313 §5: other subtypes are ignored.
                break;
        }
    }

    private void OnUpdate(Session session, OctetsIn message, Instant now)
    {
        if (session.State != BgpState.Established)
        {
            session.Handle(new FsmInput(FsmEvent.Update), now);
            return;
        }

        BgpNegotiated negotiated = session.Negotiated!;
        BgpSessionContext context = new()
        {
            Internal = !IsExternal,
            FourOctetAs = negotiated.FourOctetAs,
            AddPathIpv4 = negotiated.AddPathReceive,
            EnforceFirstAs = IsExternal,
            PeerAs = Options.RemoteAs,
        };
        if (!BgpUpdateView.TryParse(message, context, out BgpUpdateView update, out BgpError error))
        {
            session.Handle(ErrorInput(FsmEvent.UpdateError, error, message), now);
            return;
        }

        session.Handle(new FsmInput(FsmEvent.Update), now);
        if (!error.IsNone)
        {
            Count(error.Severity == BgpSeverity.Withdraw ? TreatedAsWithdraw : AttributesDiscarded, error, message);
        }

        if (update.IsEndOfRib(out BgpFamily family))
        {
            if (family == BgpFamily.Ipv4Unicast)
            {
                OnEndOfRib();
            }

            return;
        }

        Apply(update, error.Severity == BgpSeverity.Withdraw);
        if (Options.MaxPrefixes > 0 && RibPeer.Paths - RibPeer.Stale > Options.MaxPrefixes)
        {
            RefuseFlood(session, now);
        }
    }

    private void OnEndOfRib()
    {
        // Only the first ends anything: stale paths of a refresh wait for its own mark.
        if (EndOfRibReceived)
        {
            return;
        }

        // RFC 4724 §4.2: what the peer did not announce again by now is gone.
        EndOfRibReceived = true;
        ForgetStale();
        UpdateDeadline();
        _shared.DeferralMayEnd = true;
        _shared.Events.Add(new BgpPeerChange(
            Index, BgpPeerChangeKind.EndOfRib, Shown, Shown, "the peer has sent its whole table"));
    }

    private void Apply(in BgpUpdateView update, bool isWithdrawn)
    {
        Withdraw(update.Withdrawn);
        Withdraw(update.MpUnreachNlri);
        if (isWithdrawn)
        {
            // RFC 7606 §2: as if the routes had been in the withdrawn field.
            Withdraw(update.Nlri);
            Withdraw(update.MpReachNlri);
            return;
        }

        Announce(update, update.Nlri, forMpReach: false);
        Announce(update, update.MpReachNlri, forMpReach: true);
    }

    private void Withdraw(BgpNlriList list)
    {
        foreach (BgpNlri nlri in list)
        {
            _shared.Rib.Remove(nlri.Prefix, Index, nlri.PathId);
        }
    }

    private void Announce(in BgpUpdateView update, BgpNlriList list, bool forMpReach)
    {
        if (list.IsEmpty)
        {
            return;
        }

        AttributeStore store = _shared.Rib.Attributes;
        int bound = update.CanonicalBound;
        Span<byte> target = bound <= _shared.Scratch.Length ? _shared.Scratch : new byte[bound];
        int attributes = update.IsCanonical && !forMpReach
            ? store.Intern(update.AttributeBlock)
            : store.Intern(target.Slice(0, update.WriteCanonical(target, 0, forMpReach)));
        bool acceptable = IsAcceptable(attributes);
        foreach (BgpNlri nlri in list)
        {
            int imported = acceptable ? Imported(nlri.Prefix, nlri.PathId, attributes) : AttributeStore.None;
            if (imported == AttributeStore.None)
            {
                // A route that is not taken still replaces the one before it (RFC 4271 §3.1).
                _shared.Rib.Remove(nlri.Prefix, Index, nlri.PathId);
            }
            else
            {
                _shared.Rib.Set(nlri.Prefix, Index, nlri.PathId, imported);
            }
        }

        store.Release(attributes);
    }

    /// <summary>Loops and next hops that lead back here.</summary>
    private bool IsAcceptable(int attributes)
    {
        AttributeStore store = _shared.Rib.Attributes;
        byte[] block = store.Block(attributes);
        BgpAttributes fields = BgpAttributes.Read(block);

        // RFC 4271 §9.1.2: our own AS in the path is a loop.
        if (OccurrencesOf(LocalAs, block, fields.AsPath) > Options.AllowOwnAs)
        {
            return false;
        }

        // RFC 4456 §8: so is our own ORIGINATOR_ID, or our cluster in CLUSTER_LIST (the router id is our cluster id).
        RouterId id = _shared.Options.RouterId;
        if ((fields.Has(BgpAttributeCode.OriginatorId) && fields.OriginatorId == id)
            || ClusterListAttribute.Contains(block, fields.ClusterList, id.Value))
        {
            return false;
        }

        // RFC 4271 §5.1.3: a route whose next hop is ourselves is not usable.
        return fields.NextHop != Main.Negotiated!.LocalAddress;
    }

    private static int OccurrencesOf(Asn asn, OctetsIn block, BgpRange path)
    {
        int count = 0;
        AsPathSegments segments = new(block, path);
        while (segments.MoveNext())
        {
            for (int i = 0; i < segments.Count; i++)
            {
                count += segments[i] == asn ? 1 : 0;
            }
        }

        return count;
    }

    private static void Count(Dictionary<byte, long> counters, in BgpError error, OctetsIn message)
    {
        // The data are the attribute, flags first, or the bare type of one that is missing (RFC 4271 §6.3).
        byte[] data = error.DataOf(message);
        byte code = data.Length switch { 0 => 0, 1 => data[0], _ => data[1] };
        counters.TryGetValue(code, out long before);
        counters[code] = before + 1;
    }

    private void RefuseFlood(Session session, Instant now)
    {
        // RFC 4486 §4: family and limit.
        byte[] data = new byte[7];
        data[1] = 1;
        data[2] = 1;
        BigEndian.WriteUInt32(data, 3, (uint)Options.MaxPrefixes);
        session.Handle(new FsmInput(FsmEvent.AutomaticStop)
        {
            Code = BgpErrorCode.Cease,
            Subcode = BgpSubcode.Cease.MaximumPrefixes,
            Data = data,
            Detail = $"more than {Options.MaxPrefixes} prefixes",
        }, now);
    }
}
