using System.Runtime.CompilerServices;

namespace Router.Sim;

/// <summary>
/// What became of the frames of one direction. At any moment
/// offered + duplicated = delivered + dropped (all reasons) + in flight.
/// </summary>
public struct LinkCounters
{
    private Reasons _dropped;

    public long Offered { get; internal set; }

    public long Duplicated { get; internal set; }

    public long Delivered { get; internal set; }

    /// <summary>Delivered or still in flight with one bit changed.</summary>
    public long Corrupted { get; internal set; }

    public readonly long TotalDropped
    {
        get
        {
            long total = 0;
            for (int i = 0; i < WireDrops.Count; i++)
            {
                total += _dropped[i];
            }

            return total;
        }
    }

    public readonly long Dropped(WireDrop reason) => _dropped[(int)reason];

    internal void Drop(WireDrop reason) => _dropped[(int)reason]++;

    [InlineArray(WireDrops.Count)]
    private struct Reasons
    {
        private long _first;
    }
}
