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
        Announced += CountOf(paths) - CountOf(word);
        word = paths;
    }

    public void Reset()
    {
        _pages = Array.Empty<ulong[]?>();
        _held = 0;
        Announced = 0;
    }

    private static int CountOf(ulong bits)
    {
        int count = 0;
        for (; bits != 0; bits &= bits - 1)
        {
            count++;
        }

        return count;
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
