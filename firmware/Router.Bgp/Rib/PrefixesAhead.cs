using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// Reads ahead in the prefixes of an UPDATE and touches what the table has of the next ones. In a large table each
/// prefix is a wait for memory; so a row of them is one wait.
/// </summary>
internal ref struct PrefixesAhead
{
    private const int Row = 16;

    // A smaller table is in the cache anyway.
    private const int Large = 8192;

    private readonly PrefixTable _table;
    private BgpNlriList.Enumerator _ahead;
    private int _left;

    public PrefixesAhead(PrefixTable table, BgpNlriList prefixes)
    {
        _table = table;
        _ahead = prefixes.GetEnumerator();
        _left = table.Count < Large ? int.MaxValue : 0;
    }

    /// <summary>To be called before each prefix.</summary>
    public void Step()
    {
        if (_left-- > 0)
        {
            return;
        }

        Span<uint> hashes = stackalloc uint[Row];
        int count = 0;
        while (count < Row && _ahead.MoveNext())
        {
            hashes[count++] = _table.HashOf(_ahead.Current.Prefix);
        }

        _table.Touch(hashes.Slice(0, count));
        _left = count - 1;
    }
}
