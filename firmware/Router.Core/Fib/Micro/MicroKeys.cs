using System;

namespace Router.Core;

/// <summary>A sorted list of keys with a value each: three octets each, lowest first, values with a sign.</summary>
internal sealed class MicroKeys
{
    public const int EntryOctets = 6;

    private readonly bool _grows;
    private byte[] _entries;

    public MicroKeys(int capacity, bool grows)
    {
        _entries = new byte[capacity * EntryOctets];
        _grows = grows;
    }

    public int Count { get; private set; }

    public int Capacity => _entries.Length / EntryOctets;

    /// <summary>The place of the last key that is not greater, or -1.</summary>
    public int Floor(int key)
    {
        byte[] entries = _entries;
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >> 1;
            if (Triple(entries, middle * EntryOctets) <= key)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }

    public int KeyAt(int place) => Triple(_entries, place * EntryOctets);

    public int ValueAt(int place) => Triple(_entries, (place * EntryOctets) + 3);

    public void SetAt(int place, int value) => PutTriple(_entries, (place * EntryOctets) + 3, value);

    /// <summary>The value of a key; <paramref name="absent"/> when it is not there.</summary>
    public int Find(int key, int absent)
    {
        int place = Floor(key);
        return place >= 0 && KeyAt(place) == key ? ValueAt(place) : absent;
    }

    public bool HasRoom(int more) => _grows || Count + more <= Capacity;

    /// <summary>Adds or replaces; the caller has asked for room.</summary>
    public void Set(int key, int value)
    {
        int place = Floor(key);
        if (place < 0 || KeyAt(place) != key)
        {
            place++;
            if (Count == Capacity)
            {
                var entries = new byte[(Count + (Count >> 3) + 8) * EntryOctets];
                Array.Copy(_entries, entries, _entries.Length);
                _entries = entries;
            }

            int at = place * EntryOctets;
            Array.Copy(_entries, at, _entries, at + EntryOctets, (Count * EntryOctets) - at);
            PutTriple(_entries, at, key);
            Count++;
        }

        SetAt(place, value);
    }

    public void Remove(int key)
    {
        int place = Floor(key);
        if (place >= 0 && KeyAt(place) == key)
        {
            RemoveAt(place);
        }
    }

    public void RemoveAt(int place)
    {
        int next = (place + 1) * EntryOctets;
        Array.Copy(_entries, next, _entries, next - EntryOctets, (Count * EntryOctets) - next);
        Count--;
    }

    /// <summary>Forgets all, and the array of those.</summary>
    public void Clear()
    {
        Count = 0;
        _entries = new byte[EntryOctets];
    }

    /// <summary>A number of 24 bits with a sign.</summary>
    public static int Triple(byte[] octets, int at)
    {
        return octets[at] | (octets[at + 1] << 8) | ((sbyte)octets[at + 2] << 16);
    }

    public static void PutTriple(byte[] octets, int at, int value)
    {
        octets[at] = (byte)value;
        octets[at + 1] = (byte)(value >> 8);
        octets[at + 2] = (byte)(value >> 16);
    }
}
