using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Calico;

/// <summary>One of <c>prefixAdvertisements</c>: communities for routes inside a prefix.</summary>
/// <param name="Cidr">Of either family.</param>
/// <param name="Communities">Added in this order.</param>
public sealed record PrefixAdvertisement(IpPrefix Cidr, IReadOnlyList<BgpCommunity> Communities)
{
    public bool Equals(PrefixAdvertisement? other) =>
        other is not null && Cidr == other.Cidr && Communities.SequenceEqual(other.Communities);

    public override int GetHashCode() => Cidr.GetHashCode();

    public override string ToString() => Cidr + " " + string.Join(' ', Communities);
}

/// <summary>
/// Finds what a route gets of all advertisements, in a buffer that is used again for the next route.
/// </summary>
internal sealed class PrefixCommunities
{
    private readonly IReadOnlyList<PrefixAdvertisement> _advertisements;
    private readonly BgpCommunityEdit[][] _steps;
    private readonly BgpCommunityEdit[] _joined;

    public PrefixCommunities(IReadOnlyList<PrefixAdvertisement> advertisements)
    {
        _advertisements = advertisements;
        _steps = advertisements.Select(one => one.Communities.Select(BgpCommunityEdit.Add).ToArray()).ToArray();
        _joined = new BgpCommunityEdit[_steps.Sum(steps => steps.Length)];
    }

    /// <summary>The steps for a prefix; good until the next call.</summary>
    public ReadOnlyMemory<BgpCommunityEdit> For(IpPrefix prefix)
    {
        int count = 0;
        for (int i = 0; i < _advertisements.Count; i++)
        {
            if (_advertisements[i].Cidr.Contains(prefix))
            {
                _steps[i].CopyTo(_joined, count);
                count += _steps[i].Length;
            }
        }

        return count == 0 ? default : _joined.AsMemory(0, count);
    }
}
