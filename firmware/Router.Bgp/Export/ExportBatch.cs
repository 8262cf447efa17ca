using System;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// Some prefixes on their way to one peer, those with the same attributes together (RFC 4271 §9.2.2): the UPDATEs leave
/// as well packed as they came. One batch serves all peers, one after the other.
/// </summary>
internal sealed class ExportBatch
{
    public const int Size = 512;

    private const int None = -1;

    // What an UPDATE has around its attributes, and what a rewrite may add.
    private const int Overhead = 64;

    private readonly Route[] _items = new Route[Size];
    private readonly Group[] _groups = new Group[Size];
    private readonly int[] _buckets = new int[Size * 2];
    private readonly BgpNlri[] _withdrawn = new BgpNlri[Size * 2];
    private readonly BgpNlri[] _chain = new BgpNlri[Size];
    private int _itemCount;
    private int _withdrawnCount;

    public ExportBatch() => _buckets.AsSpan().Fill(None);

    public int GroupCount { get; private set; }

    /// <summary>Octets that the messages will take at most, roughly.</summary>
    public int Octets { get; private set; }

    /// <summary>Room for all paths of one more prefix.</summary>
    public bool HasRoom =>
        _itemCount <= Size - RibOut.MaxPaths && _withdrawnCount <= _withdrawn.Length - RibOut.MaxPaths;

    public bool IsEmpty => _itemCount == 0 && _withdrawnCount == 0;

    public ReadOnlySpan<BgpNlri> Withdrawn => _withdrawn.AsSpan(0, _withdrawnCount);

    public ref readonly Group this[int group] => ref _groups[group];

    public void Clear()
    {
        for (int i = 0; i < GroupCount; i++)
        {
            _buckets[_groups[i].Bucket] = None;
        }

        GroupCount = 0;
        _itemCount = 0;
        _withdrawnCount = 0;
        Octets = 0;
    }

    public void Withdraw(in BgpNlri nlri)
    {
        _withdrawn[_withdrawnCount++] = nlri;
        Octets += nlri.EncodedLength(addPath: true);
    }

    /// <summary>Takes over a reference to the attributes.</summary>
    /// <param name="nlri">What is announced.</param>
    /// <param name="prefix">Its index.</param>
    /// <param name="wasHeld">The peer has an older version.</param>
    /// <param name="attributes">The set before it is rewritten for the session.</param>
    /// <param name="source">Where it comes from, as far as the rewriting depends on it.</param>
    /// <param name="length">Octets of the set.</param>
    public void Announce(in BgpNlri nlri, int prefix, bool wasHeld, int attributes, ExportSource source, int length)
    {
        ref Group group = ref _groups[FindGroup(attributes, source, length)];
        _items[_itemCount] = new Route { Nlri = nlri, Prefix = prefix, WasHeld = wasHeld, Next = None };
        if (group.Count++ == 0)
        {
            group.First = _itemCount;
        }
        else
        {
            _items[group.Last].Next = _itemCount;
        }

        group.Last = _itemCount++;
        Octets += nlri.EncodedLength(addPath: true);
    }

    /// <summary>The prefixes of a group in the order in which they came.</summary>
    public ReadOnlySpan<BgpNlri> NlriOf(in Group group)
    {
        int count = 0;
        for (int i = group.First; i != None; i = _items[i].Next)
        {
            _chain[count++] = _items[i].Nlri;
        }

        return _chain.AsSpan(0, count);
    }

    /// <summary>The item at a position of its group.</summary>
    public ref readonly Route RouteOf(in Group group, int position)
    {
        int index = group.First;
        for (; position > 0; position--)
        {
            index = _items[index].Next;
        }

        return ref _items[index];
    }

    private int FindGroup(int attributes, ExportSource source, int length)
    {
        uint hash = (((uint)attributes * 31) + (uint)source.GetHashCode()) * 0x9e37_79b1u;
        int bucket = (int)(hash >> 22) & (_buckets.Length - 1);
        while (_buckets[bucket] != None)
        {
            ref Group candidate = ref _groups[_buckets[bucket]];
            if (candidate.Attributes == attributes && candidate.Source.Equals(source))
            {
                return _buckets[bucket];
            }

            bucket = (bucket + 1) & (_buckets.Length - 1);
        }

        _buckets[bucket] = GroupCount;
        _groups[GroupCount] = new Group { Attributes = attributes, Source = source, Bucket = bucket };
        Octets += length + Overhead;
        return GroupCount++;
    }

    internal struct Group
    {
        public int Attributes;
        public ExportSource Source;
        public int First;
        public int Last;
        public int Count;
        public int Bucket;
    }

    internal struct Route
    {
        public BgpNlri Nlri;
        public int Prefix;
        public int Next;
        public bool WasHeld;
    }
}
