using System;

namespace Router.Bgp;

/// <summary>
/// Attribute sets, each stored once. The key is the canonical wire form: ascending type codes, four-octet AS numbers.
/// References are counted; a set is freed with its last one.
/// </summary>
internal sealed class AttributeStore
{
    public const int None = -1;

    private int[] _buckets = NewBuckets(16);
    private Entry[] _entries = new Entry[16];
    private int _free = None;
    private int _high;

    public int Count { get; private set; }

    /// <summary>Octets of all sets together.</summary>
    public long SetOctets { get; private set; }

    public long Octets => SetOctets + (_buckets.Length * 4L) + (_entries.Length * 72L);

    public ref readonly AttributeFields Fields(int index) => ref _entries[index].Fields;

    public byte[] Block(int index) => _entries[index].Block!;

    /// <summary>The index of this set, with one more reference to it.</summary>
    public int Intern(ReadOnlySpan<byte> block)
    {
        uint hash = Hash(block);
        int index = _buckets[hash & (uint)(_buckets.Length - 1)];
        while (index != None)
        {
            ref Entry entry = ref _entries[index];
            if (entry.Hash == hash && block.SequenceEqual(entry.Block))
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

        ref int link = ref _buckets[entry.Hash & (uint)(_buckets.Length - 1)];
        while (link != index)
        {
            link = ref _entries[link].Next;
        }

        link = entry.Next;
        SetOctets -= entry.Block!.Length;
        entry = new Entry { Next = _free };
        _free = index;
        Count--;
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        Array.Fill(buckets, None);
        return buckets;
    }

    private static uint Hash(ReadOnlySpan<byte> block)
    {
        // FNV-1a with a final mix: reproducible, unlike the runtime's own hash.
        uint hash = 0x811c_9dc5;
        foreach (byte octet in block)
        {
            hash = (hash ^ octet) * 0x0100_0193;
        }

        return hash ^ (hash >> 15);
    }

    private int Add(ReadOnlySpan<byte> block, uint hash)
    {
        int index;
        if (_free != None)
        {
            index = _free;
            _free = _entries[index].Next;
        }
        else
        {
            if (_high == _entries.Length)
            {
                Grow();
            }

            index = _high++;
        }

        ref int head = ref _buckets[hash & (uint)(_buckets.Length - 1)];
        byte[] copy = block.ToArray();
        _entries[index] = new Entry
        {
            Block = copy,
            Fields = AttributeFields.Of(copy),
            Hash = hash,
            References = 1,
            Next = head,
        };
        head = index;
        Count++;
        SetOctets += copy.Length;
        return index;
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = NewBuckets(_entries.Length);
        for (int i = 0; i < _high; i++)
        {
            if (_entries[i].Block != null)
            {
                ref int head = ref _buckets[_entries[i].Hash & (uint)(_buckets.Length - 1)];
                _entries[i].Next = head;
                head = i;
            }
        }
    }

    private struct Entry
    {
        public byte[]? Block;
        public AttributeFields Fields;
        public uint Hash;
        public int References;
        public int Next;
    }
}
