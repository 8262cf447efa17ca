using Router.Wire;

namespace Router.Bgp;

// Routes of a peer that has gone: graceful restart (RFC 4724) and its long-lived form (RFC 9494).
internal sealed partial class Neighbour
{
    private Instant StaleUntil
    {
        get
        {
            Instant earliest = Instant.Never;
            foreach (PeerTable table in Tables)
            {
                earliest = Instant.Min(earliest, table.StaleUntil);
            }

            return earliest;
        }
    }

    /// <summary>The session is lost: its routes go, or wait for the peer to come back.</summary>
    private void KeepOrDrop(PeerTable table, BgpNegotiated negotiated, bool mayReturn, Instant now)
    {
        BgpNegotiatedFamily agreed = table.Agreed!;
        table.LongStaleTime = Duration.FromSeconds(agreed.LongLivedStaleTime);
        bool returns = mayReturn && negotiated.GracefulRestart && agreed.PeerRestarts
            && (negotiated.PeerRestartTime > 0 || table.LongStaleTime > Duration.Zero);
        if (!returns)
        {
            table.In.DropAll();
            table.In.IsLongGone = false;
            table.StaleUntil = Instant.Never;
            table.Rib.StartSweep();
            return;
        }

        table.In.MarkStale(inRefresh: table.IsBeingRefreshed);
        table.In.IsLongGone = false;
        table.StaleUntil = now + Duration.FromSeconds(negotiated.PeerRestartTime);
        table.Rib.StartSweep();
        if (negotiated.PeerRestartTime == 0)
        {
            // RFC 9494 §4.2: without a restart time the long-lived period begins at once.
            OnStaleTime(table, now);
        }
    }

    /// <summary>
    /// RFC 4724 §4.2: stale paths stay only if the new OPEN says of the family that forwarding went on.
    /// </summary>
    private void KeepOrForget(PeerTable table, BgpNegotiated negotiated, Instant now)
    {
        if (!table.In.Retains)
        {
            return;
        }

        if (negotiated.GracefulRestart && table.Agreed is { PeerForwardingKept: true })
        {
            table.StaleUntil = now + Options.StalePathTime;
        }
        else
        {
            ForgetStale(table);
        }
    }

    private void OnStaleTime(Instant now)
    {
        foreach (PeerTable table in Tables)
        {
            if (table.StaleUntil <= now)
            {
                OnStaleTime(table, now);
            }
        }
    }

    private void OnStaleTime(PeerTable table, Instant now)
    {
        if (IsEstablished || table.In.IsLongGone || table.LongStaleTime == Duration.Zero)
        {
            ForgetStale(table);
            return;
        }

        // RFC 9494 §4.2: the restart time is over; what may live on becomes the last choice of all.
        table.In.IsLongGone = true;
        table.StaleUntil = now + table.LongStaleTime;
        table.Rib.StartSweep();
    }

    private static void ForgetStale(PeerTable table)
    {
        table.StaleUntil = Instant.Never;
        table.In.IsLongGone = false;
        if (table.In.Retains)
        {
            table.In.DropStale();
            table.Rib.StartSweep();
        }
    }

    private void ForgetStale()
    {
        foreach (PeerTable table in Tables)
        {
            ForgetStale(table);
        }
    }
}
