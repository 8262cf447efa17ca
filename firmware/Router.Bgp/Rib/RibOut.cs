using System;

namespace Router.Bgp;

/// <summary>
/// What one peer has from us (Adj-RIB-Out, RFC 4271 §9.2) as bits: one for each prefix, or with ADD-PATH 64 for the
/// paths of each prefix. What the routes look like follows from the Loc-RIB, so nothing more is kept.
/// </summary>
internal sealed class RibOut
{
    /// <summary>Paths of one prefix that an ADD-PATH peer can be told of, and one: identifier 0 is not used.</summary>
    public const int MaxPaths = 64;

    private const int WordsPerPage = 64;

    private ulong[]?[] _pages = Array.Empty<ulong[]?>();
    private int _held;

    /// <summary>Prefixes, or paths, that the peer holds.</summary>
    public int Announced { get; private set; }

    public long Octets => (_pages.Length * 8L) + (_held * ((WordsPerPage * 8L) + 24));

    public bool Has(int prefix) => (Word(prefix >> 6) & (1ul << (prefix & 63))) != 0;

    /// <summary>The bit was clear.</summary>
    public bool Set(int prefix)
    {
        ref ulong word = ref WordToSet(prefix >> 6);
        ulong bit = 1ul << (prefix & 63);
        bool isNew = (word & bit) == 0;
        word |= bit;
        Announced += isNew ? 1 : 0;
        return isNew;
    }

    public void Clear(int prefix)
    {
        WordToSet(prefix >> 6) &= ~(1ul << (prefix & 63));
        Announced--;
    }

    /// <summary>Of an ADD-PATH peer: bit n is the path with export identifier n.</summary>
    public ulong PathsOf(int prefix) => Word(prefix);

    public void SetPaths(int prefix, ulong paths)
    {
        ref ulong word = ref WordToSet(prefix);
        Announced += WordBits.Count(paths) - WordBits.Count(word);
        word = paths;
    }

    /// <summary>
    /// The first prefix from <paramref name="from"/> on of which the peer holds anything, or -1. The cost is that of
    /// the pages that are there: a peer that was told little is walked in little time.
    /// </summary>
    /// <param name="from">Where to begin.</param>
    /// <param name="byPath">Of an ADD-PATH peer: a word is one prefix, else 64.</param>
    public int NextHeld(int from, bool byPath)
    {
        int word = byPath ? from : from >> 6;
        ulong mask = byPath ? ulong.MaxValue : ulong.MaxValue << (from & 63);
        while (word / WordsPerPage < _pages.Length)
        {
            if (_pages[word / WordsPerPage] is not { } words)
            {
                word = ((word / WordsPerPage) + 1) * WordsPerPage;
                mask = ulong.MaxValue;
                continue;
            }

            ulong held = words[word % WordsPerPage] & mask;
            if (held != 0)
            {
                return byPath ? word : (word << 6) + WordBits.Lowest(held);
            }

            word++;
            mask = ulong.MaxValue;
        }

        return -1;
    }

    public void Reset()
    {
        _pages = Array.Empty<ulong[]?>();
        _held = 0;
        Announced = 0;
    }

    private ulong Word(int index)
    {
        int page = index / WordsPerPage;
        return page < _pages.Length && _pages[page] is { } words ? words[index % WordsPerPage] : 0;
    }

    private ref ulong WordToSet(int index)
    {
        int page = index / WordsPerPage;
        if (page >= _pages.Length)
        {
            Array.Resize(ref _pages, Math.Max(page + 1, _pages.Length * 2));
        }

        ulong[]? words = _pages[page];
        if (words == null)
        {
            _pages[page] = words = new ulong[WordsPerPage];
            _held++;
        }

        return ref words[index % WordsPerPage];
    }
}
