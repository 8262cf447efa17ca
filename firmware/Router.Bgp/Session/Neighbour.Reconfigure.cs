using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Other options for a peer whose session goes on.
internal sealed partial class Neighbour
{
    /// <summary>False, and nothing has changed, where the options ask for another session.</summary>
    public bool TryReconfigure(BgpPeerOptions options, Instant now)
    {
        BgpPeerOptions before = Options;
        bool isImportOther = options.ImportsNothing != before.ImportsNothing
            || options.AllowOwnAs != before.AllowOwnAs
            || options.RejectAsSets != before.RejectAsSets
            || !Equals(options.Policy?.ImportKey, Policy?.ImportKey);

        // RFC 2918 is what lets import policy change in place; a peer without it starts over, as BIRD has it.
        bool takesRefresh = isImportOther && IsEstablished && !options.ImportsNothing;
        if (SessionOf(options) != SessionOf(before) || (takesRefresh && !Main.Negotiated!.RouteRefresh))
        {
            return false;
        }

        Options = options;
        _errorWait = Duration.Max(options.ErrorWaitMin, Duration.Min(_errorWait, options.ErrorWaitMax));
        Reexport(before, options.Policy);
        if (takesRefresh)
        {
            AskAgain();
        }
        else if (isImportOther)
        {
            // What is kept for a peer that is away came by the rules before, and nobody can be asked for it again.
            DropImports();
        }

        ForgiveFlood(before, now);

        _hasWarned &= options.MaxPrefixes == before.MaxPrefixes
            && options.MaxPrefixesWarning == before.MaxPrefixesWarning;
        if (IsEstablished)
        {
            CheckLimit(Main, now);
        }

        UpdateDeadline();
        return true;
    }

    /// <summary>Asks for every table of the session again (RFC 2918 §3).</summary>
    public void AskAgain()
    {
        foreach (PeerTable table in Tables)
        {
            if (table.IsOpen)
            {
                SendRefresh(Main.Connection!, table.Family, BgpRefreshSubtype.Request);
            }
        }
    }

    /// <summary>Only what OPEN says, what the transport needs and what other peers are told because of it.</summary>
    private static BgpPeerOptions SessionOf(BgpPeerOptions options) => options with
    {
        Name = string.Empty,
        ConnectDelay = default,
        ConnectRetry = default,
        ErrorWaitMin = default,
        ErrorWaitMax = default,
        StalePathTime = default,
        NextHopSelf = false,
        NextHopIpv4 = default,
        NextHopIpv6 = default,
        LinkLocal = default,
        MaxPrefixes = 0,
        MaxPrefixesWarning = 0,
        MaxPrefixesRestart = default,
        OutputLimit = 0,
        AllowOwnAs = 0,
        RejectAsSets = false,
        ImportsNothing = false,
        ExportsNothing = false,
        Policy = null,
    };

    private void Reexport(BgpPeerOptions before, IBgpPolicy? policy)
    {
        bool ends = before.ExportsNothing && !Options.ExportsNothing;
        foreach (PeerTable table in Tables)
        {
            if (ends)
            {
                table.EndSilence();
            }
        }

        if (before.ExportsNothing != Options.ExportsNothing || !Equals(policy?.ExportKey, Policy?.ExportKey))
        {
            ChangePolicy(policy);
        }

        // Where the answers are the same, the new one has the counters from now on.
        Policy = policy;
        bool isNextHopOther = Options.NextHopSelf != before.NextHopSelf || Options.NextHopIpv4 != before.NextHopIpv4
            || Options.NextHopIpv6 != before.NextHopIpv6 || Options.LinkLocal != before.LinkLocal;
        foreach (PeerTable table in Tables)
        {
            if (isNextHopOther && table.IsReading)
            {
                // What leaves is written for the session; nothing of it is kept to compare with.
                Lead(table, FeedMode.Again);
            }
        }
    }

    private void DropImports()
    {
        foreach (PeerTable table in Tables)
        {
            table.In.DropAll();
            table.In.IsLongGone = false;
            table.IsBeingRefreshed = false;
            table.StaleUntil = Instant.Never;
            table.Rib.StartSweep();
        }
    }
}
