using System.Collections.Generic;
using Router.Wire;

namespace Router.Sim;

/// <summary>Where a bridge last saw each address. Bounded; entries age.</summary>
internal sealed class MacTable(Duration aging, int capacity)
{
    private readonly Dictionary<ulong, Entry> _entries = [];
    private readonly List<ulong> _expired = [];

    public int Count => _entries.Count;

    public void Learn(MacAddress address, int port, Instant now)
    {
        if (_entries.Count >= capacity && !_entries.ContainsKey(address.Value))
        {
            Expire(now);
            if (_entries.Count >= capacity)
            {
                // Full of live addresses: the newcomer stays unknown and its frames are flooded.
                return;
            }
        }

        _entries[address.Value] = new Entry(port, now);
    }

    public bool TryFind(MacAddress address, Instant now, out int port)
    {
        bool found = _entries.TryGetValue(address.Value, out Entry entry) && now - entry.Seen <= aging;
        port = found ? entry.Port : -1;
        return found;
    }

    /// <summary>Forgets what was learned on a port that lost carrier.</summary>
    public void Forget(int port)
    {
        foreach ((ulong address, Entry entry) in _entries)
        {
            if (entry.Port == port)
            {
                _expired.Add(address);
            }
        }

        RemoveExpired();
    }

    // Called only when the table is full: lookups already ignore aged entries.
    private void Expire(Instant now)
    {
        foreach ((ulong address, Entry entry) in _entries)
        {
            if (now - entry.Seen > aging)
            {
                _expired.Add(address);
            }
        }

        RemoveExpired();
    }

    private void RemoveExpired()
    {
        foreach (ulong address in _expired)
        {
            _entries.Remove(address);
        }

        _expired.Clear();
    }

    private readonly record struct Entry(int Port, Instant Seen);
}
