using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// Attribute sets, each stored once. The key is the canonical wire form: ascending type codes, four-octet AS numbers.
/// References are counted; a set is freed with its last one.
/// </summary>
internal sealed class AttributeStore
{
    public const int None = -1;

    private readonly Slots<Entry> _entries = new(shift: 11);
    private readonly BlockArena _blocks = new();
    private readonly SipHash _hash;
    private int[] _buckets = NewBuckets(16);

    /// <param name="seed">Keys the hash, so that a peer cannot choose sets that all fall into one bucket.</param>
    public AttributeStore(ulong seed)
    {
        RandomStream keys = new(seed, "bgp.attributes");
        _hash = new SipHash(keys.NextUInt64(), keys.NextUInt64());
    }

    public int Count => _entries.Count;

    /// <summary>Octets of all sets together.</summary>
    public long SetOctets { get; private set; }

    public long Octets => _blocks.Octets + (_buckets.Length * 4L) + (_entries.Capacity * 48L);

    public ref readonly AttributeFields Fields(int index) => ref _entries[index].Fields;

    /// <summary>Valid until the next <see cref="Intern"/>.</summary>
    public ReadOnlySpan<byte> Block(int index)
    {
        ref Entry entry = ref _entries[index];
        return _blocks.Read(entry.Place, entry.Length);
    }

    public int LengthOf(int index) => _entries[index].Length;

    public ReadOnlyMemory<byte> Memory(int index)
    {
        ref Entry entry = ref _entries[index];
        return _blocks.Memory(entry.Place, entry.Length);
    }

    /// <summary>The global next hop.</summary>
    public IpAddress NextHop(int index)
    {
        BgpRange range = _entries[index].Fields.NextHop;
        return range.Length switch
        {
            Ipv4Address.Size => IpAddress.ReadV4(Block(index), range.Offset),
            >= Ipv6Address.Size => IpAddress.ReadV6(Block(index), range.Offset),
            _ => default,
        };
    }

    /// <summary>The index of this set, with one more reference to it.</summary>
    public int Intern(ReadOnlySpan<byte> block)
    {
        uint hash = Hash(block);
        int index = _buckets[hash & (uint)(_buckets.Length - 1)];
        while (index != None)
        {
            ref Entry entry = ref _entries[index];
            if (entry.Hash == hash && block.SequenceEqual(_blocks.Read(entry.Place, entry.Length)))
            {
                entry.References++;
                return index;
            }

            index = entry.Next;
        }

        return Add(block, hash);
    }

    public void AddReference(int index) => _entries[index].References++;

    public void Release(int index)
    {
        ref Entry entry = ref _entries[index];
        if (--entry.References > 0)
        {
            return;
        }

        ref int head = ref _buckets[entry.Hash & (uint)(_buckets.Length - 1)];
        if (head == index)
        {
            head = entry.Next;
        }
        else
        {
            int before = head;
            while (_entries[before].Next != index)
            {
                before = _entries[before].Next;
            }

            _entries[before].Next = entry.Next;
        }

        SetOctets -= entry.Length;
        _blocks.Free(entry.Place, entry.Length);
        _entries.Free(index, default);
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        Array.Fill(buckets, None);
        return buckets;
    }

    private uint Hash(ReadOnlySpan<byte> block)
    {
        ulong hash = _hash.Of(block);
        return (uint)(hash ^ (hash >> 32));
    }

    private int Add(ReadOnlySpan<byte> block, uint hash)
    {
        if (_entries.Count >= _buckets.Length)
        {
            Grow();
        }

        int index = _entries.Take();
        ref int head = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        _entries[index] = new Entry
        {
            Place = _blocks.Add(block),
            Length = (ushort)block.Length,
            Fields = AttributeFields.Of(block),
            Hash = hash,
            References = 1,
            Next = head,
        };
        head = index;
        SetOctets += block.Length;
        return index;
    }

    private void Grow()
    {
        _buckets = NewBuckets(_buckets.Length * 2);
        for (int i = 0; i < _entries.High; i++)
        {
            if (_entries[i].References > 0)
            {
                ref int head = ref _buckets[_entries[i].Hash & (uint)(_buckets.Length - 1)];
                _entries[i].Next = head;
                head = i;
            }
        }
    }

    private struct Entry : ISlot
    {
        public AttributeFields Fields;
        public int Place;
        public uint Hash;
        public int References;
        public ushort Length;

        public int Next { get; set; }
    }
}
