using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Messages from the peer: each becomes one event of the state machine.
internal sealed partial class Neighbour
{
    private BgpMessageCounters _received;

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

        bool enhanced = session.Negotiated!.PeerSendsRefreshMarks;
        if (!BgpRouteRefresh.TryParse(message, enhanced, out BgpRouteRefresh? refresh, out BgpError error))
        {
            session.Handle(ErrorInput(FsmEvent.UpdateError, error, message), now);
            return;
        }

        session.Handle(new FsmInput(FsmEvent.RouteRefresh), now);

        // RFC 2918 §4: a family that was not agreed on is ignored.
        PeerTable? table = OpenTable(refresh!.Family);
        if (table != null)
        {
            OnRefresh(table, session.Negotiated!, refresh.Subtype, now);
        }
    }

    private void OnRefresh(PeerTable table, BgpNegotiated negotiated, BgpRefreshSubtype subtype, Instant now)
    {
        switch (subtype)
        {
            case BgpRefreshSubtype.Request:
                Resend(table);
                break;

            // RFC 7313 §4: with graceful restart a BoRR before the End-of-RIB is ignored.
            case BgpRefreshSubtype.BeginOfRefresh
                when negotiated.EnhancedRefresh && (table.EndOfRibReceived || !negotiated.GracefulRestart):
                table.In.MarkStale(inRefresh: table.IsBeingRefreshed);
                table.IsBeingRefreshed = true;
                table.Rib.StartSweep();

                // RFC 7313 §4: an upper bound for the wait for EoRR.
                table.StaleUntil = now + Options.StalePathTime;
                UpdateDeadline();
                break;
            case BgpRefreshSubtype.EndOfRefresh when table.IsBeingRefreshed:
                table.IsBeingRefreshed = false;
                ForgetStale(table);
                UpdateDeadline();
                break;
            default:
                // RFC 7313 §5: other subtypes are ignored.
                break;
        }
    }

    private PeerTable? OpenTable(BgpFamily family)
    {
        foreach (PeerTable table in Tables)
        {
            if (table.IsOpen && table.Family == family)
            {
                return table;
            }
        }

        return null;
    }

    private void OnUpdate(Session session, OctetsIn message, Instant now)
    {
        if (session.State != BgpState.Established)
        {
            session.Handle(new FsmInput(FsmEvent.Update), now);
            return;
        }

        BgpSessionContext context = ContextOf(session.Negotiated!);
        if (!BgpUpdateView.TryParse(message, context, out BgpUpdateView update, out BgpError error))
        {
            session.Handle(ErrorInput(FsmEvent.UpdateError, error, message), now);
            return;
        }

        session.Handle(new FsmInput(FsmEvent.Update), now);
        Count(update, error, message);

        if (update.IsEndOfRib(out BgpFamily family))
        {
            if (OpenTable(family) is { } table)
            {
                OnEndOfRib(table);
            }

            return;
        }

        Apply(update, error.Severity == BgpSeverity.Withdraw);
        CheckLimit(session, now);
    }

    private BgpSessionContext ContextOf(BgpNegotiated negotiated)
    {
        BgpNegotiatedFamily? ipv4 = Tables[0].Agreed;
        BgpNegotiatedFamily? ipv6 = Tables[1].Agreed;
        return new BgpSessionContext
        {
            Internal = !IsExternal,
            FourOctetAs = negotiated.FourOctetAs,
            Ipv6 = ipv6 != null,
            AddPathIpv4 = ipv4?.AddPathReceive ?? false,
            AddPathIpv6 = ipv6?.AddPathReceive ?? false,
            ExtendedNextHop = ipv4?.ExtendedNextHop ?? false,
            EnforceFirstAs = IsExternal && Options.Role != BgpRole.RouteServerClient,
            PeerAs = Options.RemoteAs,
            RejectAsSets = Options.RejectAsSets,
        };
    }

    private void OnEndOfRib(PeerTable table)
    {
        // Only the first ends anything: stale paths of a refresh wait for its own mark.
        if (table.EndOfRibReceived)
        {
            return;
        }

        // RFC 4724 §4.2: what the peer did not announce again by now is gone.
        table.EndOfRibReceived = true;
        ForgetStale(table);
        UpdateDeadline();
        _shared.DeferralMayEnd = true;
        _shared.Events.Add(new BgpPeerChange(Index, BgpPeerChangeKind.EndOfRib, Shown, Shown,
            $"the peer has sent its whole {table.Family} table"));
    }

    private void Apply(in BgpUpdateView update, bool isWithdrawn)
    {
        // Families that were not agreed on are passed over (RFC 4760 §7 lets a speaker ignore them).
        PeerTable? ipv4 = OpenTable(BgpFamily.Ipv4Unicast);
        PeerTable? reach = OpenTable(update.Attributes.MpReachFamily);
        PeerTable? unreach = OpenTable(update.Attributes.MpUnreachFamily);
        Withdraw(ipv4, update.Withdrawn);
        Withdraw(unreach, update.MpUnreachNlri);
        if (isWithdrawn)
        {
            // RFC 7606 §2: as if the routes had been in the withdrawn field.
            Withdraw(ipv4, update.Nlri);
            Withdraw(reach, update.MpReachNlri);
            return;
        }

        Announce(ipv4, update, update.Nlri, forMpReach: false);
        Announce(reach, update, update.MpReachNlri, forMpReach: true);
    }

    private void Withdraw(PeerTable? table, BgpNlriList list)
    {
        if (table == null)
        {
            return;
        }

        PrefixesAhead ahead = new(table.Rib.Prefixes, list);
        foreach (BgpNlri nlri in list)
        {
            ahead.Step();
            _routes.WithdrawalsReceived++;
            table.Rib.Remove(nlri.Prefix, Index, nlri.PathId);
        }
    }

    private void Announce(PeerTable? table, in BgpUpdateView update, BgpNlriList list, bool forMpReach)
    {
        if (table == null || list.IsEmpty || Options.ImportsNothing)
        {
            return;
        }

        AttributeStore store = _shared.Attributes;
        int attributes;
        if (update.IsCanonical && !forMpReach)
        {
            attributes = store.Intern(update.AttributeBlock);
        }
        else
        {
            Span<byte> target = _shared.ScratchOf(update.CanonicalBound);
            attributes = store.Intern(target.Slice(0, update.WriteCanonical(target, 0, forMpReach)));
        }

        bool acceptable = TryAdmit(ref attributes);
        PrefixesAhead ahead = new(table.Rib.Prefixes, list);
        foreach (BgpNlri nlri in list)
        {
            ahead.Step();
            int imported = acceptable ? Imported(table, nlri.Prefix, nlri.PathId, attributes) : AttributeStore.None;
            _routes.Received++;
            _routes.Rejected += acceptable ? 0 : 1;
            if (imported == AttributeStore.None)
            {
                _routes.Filtered += acceptable ? 1 : 0;

                // A route that is not taken still replaces the one before it (RFC 4271 §3.1).
                table.Rib.Remove(nlri.Prefix, Index, nlri.PathId);
            }
            else
            {
                table.Rib.Set(nlri.Prefix, Index, nlri.PathId, imported);
            }
        }

        store.Release(attributes);
    }

    // RFC 7606 §2: routes that count as withdrawn have no attributes left to be discarded.
    private void Count(in BgpUpdateView update, in BgpError error, OctetsIn message)
    {
        if (error.Severity == BgpSeverity.Withdraw)
        {
            // The data are the attribute, flags first, or the bare type of one that is missing (RFC 4271 §6.3).
            byte[] data = error.DataOf(message);
            Count(TreatedAsWithdraw, data.Length switch { 0 => 0, 1 => data[0], _ => data[1] });
            return;
        }

        BgpAttributeSet discarded = update.Discarded;
        for (int code = 0; code <= byte.MaxValue && !error.IsNone; code++)
        {
            if (discarded.Contains((byte)code))
            {
                Count(AttributesDiscarded, (byte)code);
            }
        }
    }

    private static void Count(Dictionary<byte, long> counters, byte code)
    {
        counters.TryGetValue(code, out long before);
        counters[code] = before + 1;
    }
}
