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
    private readonly HashChains<Entry> _chains;

    /// <param name="seed">Keys the hash, so that a peer cannot choose sets that all fall into one bucket.</param>
    public AttributeStore(ulong seed)
    {
        RandomStream keys = new(seed, "bgp.attributes");
        _hash = new SipHash(keys.NextUInt64(), keys.NextUInt64());
        _chains = new HashChains<Entry>(_entries, index => _entries[index].Hash);
    }

    public int Count => _entries.Count;

    /// <summary>Octets of all sets together.</summary>
    public long SetOctets { get; private set; }

    public long Octets => _blocks.Octets + _chains.Octets + (_entries.Capacity * 48L);

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
        int index = _chains.First(hash);
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

        _chains.Unlink(entry.Hash, index);
        SetOctets -= entry.Length;
        _blocks.Free(entry.Place, entry.Length);
        _entries.Free(index, default);
    }

    private uint Hash(ReadOnlySpan<byte> block)
    {
        ulong hash = _hash.Of(block);
        return (uint)(hash ^ (hash >> 32));
    }

    private int Add(ReadOnlySpan<byte> block, uint hash)
    {
        int index = _entries.Take();
        _entries[index] = new Entry
        {
            Place = _blocks.Add(block),
            Length = (ushort)block.Length,
            Fields = AttributeFields.Of(block),
            Hash = hash,
            References = 1,
        };
        _chains.Link(hash, index);
        SetOctets += block.Length;
        return index;
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
