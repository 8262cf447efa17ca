using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Prefixes of one family by index: a chained, keyed hash over slots; an index stays valid until its entry is freed.
/// IPv4 takes 28 octets a prefix all told, IPv6 40.
/// </summary>
internal sealed class PrefixTable
{
    public const int None = -1;

    private const int PageShift = 12;

    private readonly Slots<PrefixEntry> _entries = new(PageShift);

    // The other 96 bits of an address; null for IPv4.
    private readonly Pages<Tail>? _tails;
    private readonly PrefixHash _hash;
    private readonly HashChains<PrefixEntry> _chains;

    /// <param name="isV6">The family.</param>
    /// <param name="seed">Keys the hash: of each process its own, so that no peer can know it.</param>
    public PrefixTable(bool isV6, ulong seed)
    {
        _tails = isV6 ? new Pages<Tail>(PageShift) : null;
        _hash = new PrefixHash(seed);
        _chains = new HashChains<PrefixEntry>(_entries, HashOf);
    }

    public int Count => _entries.Count;

    /// <summary>One more than the highest index ever in use.</summary>
    public int High => _entries.High;

    public long Octets => _chains.Octets + (_entries.Capacity * 24L) + ((_tails?.Capacity ?? 0) * 12L);

    public ref PrefixEntry this[int index] => ref _entries[index];

    public bool IsFree(int index) => _entries[index].Length == PrefixEntry.Free;

    public IpPrefix PrefixOf(int index)
    {
        ref PrefixEntry entry = ref _entries[index];
        if (_tails == null)
        {
            return Prefix.Containing(new Ipv4Address(entry.Word), entry.Length);
        }

        ref Tail tail = ref _tails[index];
        return Ipv6Prefix.Containing(
            new Ipv6Address(((ulong)entry.Word << 32) | tail.Second, ((ulong)tail.Third << 32) | tail.Fourth),
            entry.Length);
    }

    public int Find(IpPrefix prefix)
    {
        Key key = new(prefix, _hash);
        return Find(key, _chains.First(key.Hash));
    }

    public int GetOrAdd(IpPrefix prefix)
    {
        Key key = new(prefix, _hash);
        int index = Find(key, _chains.First(key.Hash));
        if (index != None)
        {
            return index;
        }

        index = _entries.Take();
        _entries[index] = new PrefixEntry
        {
            Word = key.Word,
            Length = prefix.Length,
            FirstPath = LocRib.NoPath,
            Best = LocRib.NoPath,
        };
        if (_tails != null)
        {
            _tails.Reserve(index + 1);
            _tails[index] = key.Tail;
        }

        _chains.Link(key.Hash, index);
        return index;
    }

    /// <summary>Frees the entry once nothing points at it.</summary>
    public void ReleaseIfUnused(int index)
    {
        ref PrefixEntry entry = ref _entries[index];
        if (entry.FirstPath != LocRib.NoPath || entry.Best != LocRib.NoPath || entry.Holders != 0
            || (entry.Flags & PrefixFlags.Dirty) != 0)
        {
            return;
        }

        _chains.Unlink(HashOf(index), index);
        _entries.Free(index, new PrefixEntry { Length = PrefixEntry.Free });
    }

    public uint HashOf(IpPrefix prefix) => _hash.Of(prefix);

    /// <summary>Brings what lookups of these hashes begin with into the cache.</summary>
    public void Touch(ReadOnlySpan<uint> hashes) => _chains.Touch(hashes);

    private uint HashOf(int index)
    {
        ref PrefixEntry entry = ref _entries[index];
        if (_tails == null)
        {
            return _hash.Of(entry.Word, entry.Length);
        }

        ref Tail tail = ref _tails[index];
        return _hash.Of(entry.Word, tail.Second, tail.Third, tail.Fourth, entry.Length);
    }

    private int Find(in Key key, int index)
    {
        while (index != None)
        {
            ref PrefixEntry entry = ref _entries[index];
            if (entry.Word == key.Word && entry.Length == key.Length
                && (_tails == null || _tails[index].Equals(key.Tail)))
            {
                return index;
            }

            index = entry.Next;
        }

        return None;
    }

    private struct Tail
    {
        public uint Second;
        public uint Third;
        public uint Fourth;

        public readonly bool Equals(in Tail other) =>
            Second == other.Second && Third == other.Third && Fourth == other.Fourth;
    }

    private readonly struct Key
    {
        public readonly uint Word;
        public readonly byte Length;
        public readonly uint Hash;
        public readonly Tail Tail;

        public Key(IpPrefix prefix, in PrefixHash hash)
        {
            Length = prefix.Length;
            Hash = hash.Of(prefix);
            if (prefix.IsV4)
            {
                Word = prefix.Address.V4.Value;
                Tail = default;
                return;
            }

            Ipv6Address address = prefix.Address.V6;
            Word = (uint)(address.High >> 32);
            Tail = new Tail
            {
                Second = (uint)address.High,
                Third = (uint)(address.Low >> 32),
                Fourth = (uint)address.Low,
            };
        }
    }
}
