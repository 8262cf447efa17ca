using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>One family of one peer: what it told us, what it has from us, and what is still to be said.</summary>
internal sealed class PeerTable
{
    public PeerTable(LocRib rib, int peer, bool isSilent)
    {
        Rib = rib;
        IsSilent = isSilent;
        In = rib.AddPeer(peer);
    }

    public BgpFamily Family => Rib.Family;

    public LocRib Rib { get; }

    /// <summary>Adj-RIB-In.</summary>
    public RibPeer In { get; }

    /// <summary>Adj-RIB-Out.</summary>
    public RibOut Out { get; } = new();

    /// <summary>What the session agreed for the family; null when it does not carry it.</summary>
    public BgpNegotiatedFamily? Agreed { get; set; }

    /// <summary>Place in the log of changes; everything before it has been told.</summary>
    public uint Cursor { get; set; }

    /// <summary>The next prefix of a walk over the whole table, or -1.</summary>
    public int FeedCursor { get; set; } = -1;

    public FeedMode FeedMode { get; set; }

    /// <summary>What is said when the walk is through.</summary>
    public EndMark EndMark { get; set; }

    public bool EndOfRibReceived { get; set; }

    public bool EndOfRibSent { get; set; }

    /// <summary>Between BoRR and EoRR (RFC 7313 §4).</summary>
    public bool IsBeingRefreshed { get; set; }

    /// <summary>Until then stale paths are kept (RFC 4724 §4.2, RFC 9494 §4.2).</summary>
    public Instant StaleUntil { get; set; } = Instant.Never;

    /// <summary>Of the session before this one: how long stale paths may outlive the restart time.</summary>
    public Duration LongStaleTime { get; set; }

    public bool IsOpen => Agreed != null;

    /// <summary>The peer is told nothing but the mark that ends the table.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Reads the log of changes.</summary>
    public bool IsReading => IsOpen && !IsSilent;

    /// <summary>Something is to be told.</summary>
    public bool HasChanges => IsReading && (FeedCursor >= 0 || Cursor != Rib.Log.End);

    public int ChangesQueued => !IsReading
        ? 0
        : (int)(Rib.Log.End - Cursor) + (FeedCursor < 0 ? 0 : Rib.Prefixes.High - FeedCursor);

    /// <summary>A session begins: everything is to be told, from the first prefix on.</summary>
    public void Open(BgpNegotiatedFamily agreed)
    {
        Agreed = agreed;
        Cursor = Rib.Log.End;
        FeedCursor = 0;
        FeedMode = FeedMode.First;
        EndMark = EndMark.EndOfRib;
        EndOfRibSent = false;
        EndOfRibReceived = false;
    }

    /// <summary>
    /// A peer that was told nothing is to be told from now on: it has not followed the log.
    /// </summary>
    public void EndSilence()
    {
        if (IsSilent && IsOpen)
        {
            Cursor = Rib.Log.End;
            FeedCursor = 0;
            FeedMode = FeedMode.First;
        }

        IsSilent = false;
    }

    /// <summary>The session is over: the peer holds nothing of ours any more.</summary>
    public void Close()
    {
        bool byPath = Agreed?.AddPathSend ?? false;
        Agreed = null;
        FeedCursor = -1;
        EndMark = EndMark.None;
        EndOfRibReceived = false;
        EndOfRibSent = false;
        IsBeingRefreshed = false;
        for (int prefix = Out.NextHeld(0, byPath); prefix >= 0; prefix = Out.NextHeld(prefix + 1, byPath))
        {
            LetGo(prefix);
        }

        Out.Reset();
    }

    public void LetGo(int prefix)
    {
        Rib.Prefixes[prefix].Holders--;
        Rib.Prefixes.ReleaseIfUnused(prefix);
    }
}
