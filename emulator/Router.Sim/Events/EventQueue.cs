using System;

namespace Router.Sim;

/// <summary>
/// A 4-ary heap of structs. Each source of events owns a handle and has at most one entry, its next event, which it may
/// move or take back: a node its deadline, a link direction the head of its ring. The population is therefore nodes
/// plus busy directions, not frames in flight.
/// </summary>
public sealed class EventQueue
{
    private const int Arity = 4;
    private const int Absent = -1;

    private Entry[] _heap = new Entry[64];
    private int[] _position = new int[64];
    private int[] _freeHandles = new int[64];
    private int _handles;
    private int _free;
    private int _count;

    public int Count => _count;

    /// <summary>A new owner of at most one entry. Handles of released owners are used again.</summary>
    public int AddHandle()
    {
        if (_free > 0)
        {
            return _freeHandles[--_free];
        }

        if (_handles == _position.Length)
        {
            Array.Resize(ref _position, _handles * 2);
            Array.Resize(ref _freeHandles, _handles * 2);
        }

        _position[_handles] = Absent;
        return _handles++;
    }

    public void ReleaseHandle(int handle)
    {
        Clear(handle);
        _freeHandles[_free++] = handle;
    }

    /// <summary>Inserts the owner's entry, or moves it.</summary>
    public void Set(int handle, in EventKey key)
    {
        int index = _position[handle];
        if (index == Absent)
        {
            if (_count == _heap.Length)
            {
                Array.Resize(ref _heap, _count * 2);
            }

            index = _count++;
            SiftUp(index, new Entry(key, handle));
            return;
        }

        Place(index, new Entry(key, handle));
    }

    /// <summary>Takes the owner's entry back, if it has one.</summary>
    public void Clear(int handle)
    {
        int index = _position[handle];
        if (index == Absent)
        {
            return;
        }

        _position[handle] = Absent;
        Entry last = _heap[--_count];
        if (index < _count)
        {
            Place(index, last);
        }
    }

    /// <summary>The first event, left in the queue. False when there is none.</summary>
    public bool TryPeek(out EventKey key, out int handle)
    {
        if (_count == 0)
        {
            key = default;
            handle = Absent;
            return false;
        }

        key = _heap[0].Key;
        handle = _heap[0].Handle;
        return true;
    }

    private static bool Before(in Entry left, in Entry right)
    {
        int order = EventKey.Compare(left.Key, right.Key);

        // Equal keys would leave the order to the shape of the heap, which depends on insertion order.
        return order != 0 ? order < 0 : throw new InvalidOperationException($"two events carry the key {left.Key}");
    }

    private void Place(int index, in Entry entry)
    {
        if (index > 0 && Before(entry, _heap[(index - 1) / Arity]))
        {
            SiftUp(index, entry);
        }
        else
        {
            SiftDown(index, entry);
        }
    }

    private void SiftUp(int index, in Entry entry)
    {
        while (index > 0)
        {
            int parent = (index - 1) / Arity;
            if (!Before(entry, _heap[parent]))
            {
                break;
            }

            Store(index, _heap[parent]);
            index = parent;
        }

        Store(index, entry);
    }

    private void SiftDown(int index, in Entry entry)
    {
        while (true)
        {
            int child = (index * Arity) + 1;
            if (child >= _count)
            {
                break;
            }

            int end = Math.Min(child + Arity, _count);
            int least = child;
            while (++child < end)
            {
                if (Before(_heap[child], _heap[least]))
                {
                    least = child;
                }
            }

            if (!Before(_heap[least], entry))
            {
                break;
            }

            Store(index, _heap[least]);
            index = least;
        }

        Store(index, entry);
    }

    private void Store(int index, in Entry entry)
    {
        _heap[index] = entry;
        _position[entry.Handle] = index;
    }

    private readonly struct Entry
    {
        public readonly EventKey Key;
        public readonly int Handle;

        public Entry(in EventKey key, int handle)
        {
            Key = key;
            Handle = handle;
        }
    }
}
