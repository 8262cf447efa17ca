using System;

namespace Router.Bgp;

/// <summary>What one peer has been told, and what it is still to be told: prefix index to attribute set.</summary>
internal sealed class AdjRibOut
{
    public const int None = -1;

    private readonly IndexQueue _pending = new();
    private int[] _buckets = Array.Empty<int>();
    private Entry[] _entries = Array.Empty<Entry>();
    private int _free = None;
    private int _high;

    /// <summary>Prefixes that the peer holds.</summary>
    public int Announced { get; private set; }

    public int PendingCount => _pending.Count;

    public long Octets => (_buckets.Length * 4L) + (_entries.Length * 20L) + (_pending.Capacity * 4L);

    public int Find(int prefix)
    {
        if (_buckets.Length == 0)
        {
            return None;
        }

        int index = _buckets[Bucket(prefix)];
        while (index != None && _entries[index].Prefix != prefix)
        {
            index = _entries[index].Next;
        }

        return index;
    }

    public int Prefix(int entry) => _entries[entry].Prefix;

    /// <summary>The attribute set that the peer has for the prefix, or <see cref="AttributeStore.None"/>.</summary>
    public int Attributes(int entry) => _entries[entry].Attributes;

    /// <summary>Adds the prefix with nothing announced.</summary>
    public int Add(int prefix)
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

        int bucket = Bucket(prefix);
        _entries[index] = new Entry { Prefix = prefix, Attributes = AttributeStore.None, Next = _buckets[bucket] };
        _buckets[bucket] = index;
        return index;
    }

    public void SetAttributes(int entry, int attributes)
    {
        Announced -= _entries[entry].Attributes == AttributeStore.None ? 0 : 1;
        Announced += attributes == AttributeStore.None ? 0 : 1;
        _entries[entry].Attributes = attributes;
    }

    /// <summary>
    /// Marks the entry to be compared with the Loc-RIB; forced entries are announced even when nothing changed.
    /// </summary>
    public void Queue(int entry, bool force)
    {
        _entries[entry].IsForced |= force;
        if (!_entries[entry].IsQueued)
        {
            _entries[entry].IsQueued = true;
            _pending.Enqueue(entry);
        }
    }

    public bool TryDequeue(out int entry, out bool forced)
    {
        entry = None;
        forced = false;
        if (_pending.Count == 0)
        {
            return false;
        }

        entry = _pending.Dequeue();
        forced = _entries[entry].IsForced;
        _entries[entry].IsQueued = false;
        _entries[entry].IsForced = false;
        return true;
    }

    public void Remove(int entry)
    {
        ref int link = ref _buckets[Bucket(_entries[entry].Prefix)];
        while (link != entry)
        {
            link = ref _entries[link].Next;
        }

        link = _entries[entry].Next;
        _entries[entry] = new Entry { Prefix = None, Next = _free };
        _free = entry;
    }

    /// <summary>Every announced prefix is to be announced again (RFC 2918 §4).</summary>
    public void QueueAll()
    {
        for (int i = 0; i < _high; i++)
        {
            if (_entries[i].Prefix != None && _entries[i].Attributes != AttributeStore.None)
            {
                Queue(i, force: true);
            }
        }
    }

    /// <summary>The session is gone: the peer holds nothing of ours any more.</summary>
    public void Clear(LocRib rib)
    {
        for (int i = 0; i < _high; i++)
        {
            if (_entries[i].Prefix == None)
            {
                continue;
            }

            if (_entries[i].Attributes != AttributeStore.None)
            {
                rib.Attributes.Release(_entries[i].Attributes);
            }

            rib.Prefixes[_entries[i].Prefix].References--;
            rib.Prefixes.ReleaseIfUnused(_entries[i].Prefix);
        }

        _pending.Clear();
        _buckets = Array.Empty<int>();
        _entries = Array.Empty<Entry>();
        _free = None;
        _high = 0;
        Announced = 0;
    }

    // Prefix indices are dense, so their low bits spread them well enough.
    private int Bucket(int prefix) => prefix & (_buckets.Length - 1);

    private void Grow()
    {
        Array.Resize(ref _entries, Math.Max(4, _entries.Length * 2));
        _buckets = new int[_entries.Length];
        Array.Fill(_buckets, None);
        for (int i = 0; i < _high; i++)
        {
            if (_entries[i].Prefix != None)
            {
                int bucket = Bucket(_entries[i].Prefix);
                _entries[i].Next = _buckets[bucket];
                _buckets[bucket] = i;
            }
        }
    }

    private struct Entry
    {
        public int Prefix;
        public int Attributes;
        public int Next;
        public bool IsQueued;
        public bool IsForced;
    }
}
