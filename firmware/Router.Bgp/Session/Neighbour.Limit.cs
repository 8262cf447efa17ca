using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// The most that a peer may send (RFC 4271 §6.7, RFC 4486 §4).
internal sealed partial class Neighbour
{
    private bool _hasWarned;

    private void CheckLimit(Session session, Instant now)
    {
        if (Options.MaxPrefixes <= 0)
        {
            return;
        }

        foreach (PeerTable table in Tables)
        {
            int count = table.In.Paths - table.In.Stale;
            if (table.IsOpen && count > Options.MaxPrefixes)
            {
                RefuseFlood(session, table.Family, now);
                return;
            }

            Warn(table, count);
        }
    }

    private void Warn(PeerTable table, int count)
    {
        bool isNear = Options.MaxPrefixesWarning > 0
            && count * 100L >= (long)Options.MaxPrefixes * Options.MaxPrefixesWarning;
        if (isNear && !_hasWarned)
        {
            _hasWarned = true;
            _shared.Events.Add(new BgpPeerChange(Index, BgpPeerChangeKind.PrefixLimitNear, Shown, Shown,
                $"{count} of at most {Options.MaxPrefixes} {table.Family} prefixes"));
        }
    }

    // Another limit, or another wait: what the one before refused may come again.
    private void ForgiveFlood(BgpPeerOptions before, Instant now)
    {
        bool isOther = Options.MaxPrefixes != before.MaxPrefixes
            || Options.MaxPrefixesRestart != before.MaxPrefixesRestart;
        if (isOther && IdleHoldAt != Instant.Never && _acceptFrom == IdleHoldAt)
        {
            IdleHoldAt = now;
            _acceptFrom = now;
        }
    }

    private void RefuseFlood(Session session, BgpFamily family, Instant now)
    {
        // RFC 4486 §4: family and limit.
        byte[] data = new byte[7];
        BigEndian.WriteUInt16(data, 0, family.Afi);
        data[2] = family.Safi;
        BigEndian.WriteUInt32(data, 3, (uint)Options.MaxPrefixes);
        session.Handle(new FsmInput(FsmEvent.AutomaticStop)
        {
            Code = BgpErrorCode.Cease,
            Subcode = BgpSubcode.Cease.MaximumPrefixes,
            Data = data,
            Detail = $"more than {Options.MaxPrefixes} {family} prefixes",
        }, now);
        if (Options.MaxPrefixesRestart > Duration.Zero && IsEnabled)
        {
            IdleHoldAt = now + Options.MaxPrefixesRestart;
            _acceptFrom = IdleHoldAt;
            UpdateDeadline();
        }
    }
}
