using System;
using Router.Wire;

namespace Router.Bgp;

/// <summary>Prefixes by index: a chained hash over one array, indices stay valid until the entry is freed.</summary>
internal sealed class PrefixTable
{
    public const int None = -1;

    private int[] _buckets = NewBuckets(16);
    private PrefixEntry[] _entries = new PrefixEntry[16];
    private int _free = None;

    public int Count { get; private set; }

    /// <summary>One more than the highest index ever in use.</summary>
    public int High { get; private set; }

    public long Octets => (_buckets.Length * 4L) + (_entries.Length * 28L);

    public ref PrefixEntry this[int index] => ref _entries[index];

    public bool IsFree(int index) => _entries[index].References < 0;

    public int Find(IpPrefix prefix)
    {
        int index = _buckets[Bucket(prefix)];
        while (index != None && _entries[index].Prefix != prefix)
        {
            index = _entries[index].Next;
        }

        return index;
    }

    public int GetOrAdd(IpPrefix prefix)
    {
        int index = Find(prefix);
        if (index != None)
        {
            return index;
        }

        if (_free != None)
        {
            index = _free;
            _free = _entries[index].Next;
        }
        else
        {
            if (High == _entries.Length)
            {
                Grow();
            }

            index = High++;
        }

        int bucket = Bucket(prefix);
        _entries[index] = new PrefixEntry
        {
            Prefix = prefix,
            Next = _buckets[bucket],
            FirstPath = PathTable.None,
            Best = PathTable.None,
        };
        _buckets[bucket] = index;
        Count++;
        return index;
    }

    /// <summary>Frees the entry once nothing points at it.</summary>
    public void ReleaseIfUnused(int index)
    {
        ref PrefixEntry entry = ref _entries[index];
        if (entry.FirstPath != PathTable.None || entry.Best != PathTable.None || entry.References != 0
            || (entry.Flags & PrefixFlags.Dirty) != 0)
        {
            return;
        }

        ref int link = ref _buckets[Bucket(entry.Prefix)];
        while (link != index)
        {
            link = ref _entries[link].Next;
        }

        link = entry.Next;
        entry = new PrefixEntry { Next = _free, References = -1 };
        _free = index;
        Count--;
    }

    private static int[] NewBuckets(int size)
    {
        int[] buckets = new int[size];
        Array.Fill(buckets, None);
        return buckets;
    }

    private int Bucket(IpPrefix prefix)
    {
        uint hash = (uint)prefix.GetHashCode() * 0x9e37_79b1u;
        return (int)((hash ^ (hash >> 15)) & (uint)(_buckets.Length - 1));
    }

    private void Grow()
    {
        Array.Resize(ref _entries, _entries.Length * 2);
        _buckets = NewBuckets(_entries.Length);
        for (int i = 0; i < High; i++)
        {
            if (!IsFree(i))
            {
                int bucket = Bucket(_entries[i].Prefix);
                _entries[i].Next = _buckets[bucket];
                _buckets[bucket] = i;
            }
        }
    }
}
