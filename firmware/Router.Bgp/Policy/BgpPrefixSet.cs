using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Entries of a prefix list, found by a look-up for each prefix length that occurs: a list of thousands costs a route
/// no more than one of ten.
/// </summary>
public sealed class BgpPrefixSet
{
    private const int FewEnoughToScan = 8;

    private readonly Dictionary<IpPrefix, List<BgpPrefixMatch>> _byPrefix = [];
    private readonly byte[] _lengths4;
    private readonly byte[] _lengths6;

    public BgpPrefixSet(IReadOnlyList<BgpPrefixMatch> entries)
    {
        Entries = entries;
        SortedSet<byte> lengths4 = [];
        SortedSet<byte> lengths6 = [];
        foreach (BgpPrefixMatch entry in entries)
        {
            (entry.Prefix.IsV4 ? lengths4 : lengths6).Add(entry.Prefix.Length);
            if (!_byPrefix.TryGetValue(entry.Prefix, out List<BgpPrefixMatch>? same))
            {
                same = [];
                _byPrefix.Add(entry.Prefix, same);
            }

            same.Add(entry);
        }

        _lengths4 = [.. lengths4];
        _lengths6 = [.. lengths6];
    }

    public IReadOnlyList<BgpPrefixMatch> Entries { get; }

    public bool Matches(IpPrefix prefix)
    {
        if (Entries.Count <= FewEnoughToScan)
        {
            for (int i = 0; i < Entries.Count; i++)
            {
                if (Entries[i].Matches(prefix))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (byte length in prefix.IsV4 ? _lengths4 : _lengths6)
        {
            if (length > prefix.Length)
            {
                return false;
            }

            if (_byPrefix.TryGetValue(IpPrefix.Containing(prefix.Address, length), out List<BgpPrefixMatch>? entries))
            {
                foreach (BgpPrefixMatch entry in entries)
                {
                    if (entry.Matches(prefix))
                    {
                        return true;
                    }
                }
            }
        }

        return false;
    }

    public override string ToString() => "[" + string.Join(", ", Entries) + "]";
}
