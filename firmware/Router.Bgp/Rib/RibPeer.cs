using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// What the Loc-RIB knows of a peer. Epochs say which of its paths are current without touching them.
/// </summary>
internal sealed class RibPeer
{
    // A peer that begins refreshes without end may not carry the epochs around.
    private const int LongestSpan = short.MaxValue - 1;

    public RibPeer(int index) => Index = index;

    public int Index { get; }

    public bool IsExternal { get; set; }

    public RouterId RouterId { get; set; }

    public IpAddress Address { get; set; }

    /// <summary>Paths announced now get this epoch.</summary>
    public ushort Epoch { get; private set; }

    /// <summary>Paths of an older epoch are gone, although their slots may still wait for the sweep.</summary>
    public ushort KeepFrom { get; private set; }

    public int Paths { get; set; }

    public int Stale { get; set; }

    /// <summary>A client of this route reflector (RFC 4456 §2).</summary>
    public bool IsClient { get; set; }

    /// <summary>The restart time is over; stale paths stay for the long-lived stale time (RFC 9494 §4.2).</summary>
    public bool IsLongGone { get; set; }

    public bool Retains => KeepFrom != Epoch;

    // Serial arithmetic: the sweep is done long before 32,768 sessions have passed.
    public bool Has(ushort epoch) => (short)(epoch - KeepFrom) >= 0;

    /// <summary>All paths become stale; those that were stale already are gone (RFC 4724 §4.2).</summary>
    /// <param name="inRefresh">
    /// The stale ones wait for the end of a refresh (RFC 7313 §4): they are the peer's routes until then, and stay.
    /// </param>
    public void MarkStale(bool inRefresh)
    {
        if (!inRefresh || (ushort)(Epoch - KeepFrom) == LongestSpan)
        {
            KeepFrom = Epoch;
        }

        Epoch++;
        Stale = Paths;
    }

    /// <summary>Whatever is stale is gone.</summary>
    public void DropStale() => KeepFrom = Epoch;

    public void DropAll()
    {
        Epoch++;
        KeepFrom = Epoch;
        Stale = Paths;
    }
}
