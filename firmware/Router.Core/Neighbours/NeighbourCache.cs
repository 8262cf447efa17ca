using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// Who is on the links: address to MAC, with Linux's states (RFC 826, RFC 1122 §2.3.2). Packets wait here while a
/// neighbour is looked for. An entry is made by our own need or by a request addressed to us, never by news nobody
/// asked for.
/// </summary>
public sealed class NeighbourCache
{
    private readonly NeighbourOptions _options;
    private readonly INeighbourHost _host;
    private readonly NeighbourEntry[] _entries;
    private readonly int[] _buckets;
    private readonly PacketQueue _queue;
    private int _freeEntry;
    private int _usedEntries = 1;
    private long _uses;
    private Instant _nextDeadline = Instant.Never;

    internal NeighbourCache(NeighbourOptions options, INeighbourHost host)
    {
        _options = options;
        _host = host;
        _entries = new NeighbourEntry[options.Capacity + 1];
        int buckets = 16;
        while (buckets < options.Capacity)
        {
            buckets *= 2;
        }

        _buckets = new int[buckets];
        _queue = new PacketQueue(options.QueueTotal);
    }

    public int Count { get; private set; }

    /// <summary>
    /// Grows when an entry that could be sent to has another address, another time to live, or is gone.
    /// </summary>
    internal long Version { get; private set; }

    /// <summary>The count behind <see cref="NeighbourEntry.LastUsed"/>, for a path that sends without asking.</summary>
    internal long Uses { get => _uses; set => _uses = value; }

    /// <summary>Called before the least recently used entry is looked for.</summary>
    internal Action? Evicting { get; set; }

    internal int HeldFrames => _queue.ReceivedFrames;

    internal Instant NextDeadline => _nextDeadline;

    /// <summary>All entries in the order of port and address, with states as of <paramref name="now"/>.</summary>
    public IReadOnlyList<Neighbour> List(Instant now)
    {
        var list = new List<Neighbour>(Count);
        for (int slot = 1; slot < _usedEntries; slot++)
        {
            ref NeighbourEntry entry = ref _entries[slot];
            if (entry.State != NeighbourState.None)
            {
                list.Add(new Neighbour(entry.Port, entry.Address, entry.Mac, StateAt(in entry, now)));
            }
        }

        list.Sort(static (left, right) =>
            left.Port != right.Port ? left.Port.CompareTo(right.Port) : left.Address.CompareTo(right.Address));
        return list;
    }

    /// <summary>
    /// Adds or replaces a permanent entry, which nothing learned overrides. False when the cache is full.
    /// </summary>
    public bool AddStatic(int port, Ipv4Address address, MacAddress mac, Instant now)
    {
        int slot = FindOrCreate(port, address, now);
        if (slot == 0)
        {
            return false;
        }

        ref NeighbourEntry entry = ref _entries[slot];
        Version++;
        entry.State = NeighbourState.Permanent;
        entry.Mac = mac;
        entry.Deadline = Instant.Never;
        Flush(slot, now);
        return true;
    }

    /// <summary>Forgets an entry, permanent or not; what waited for it is dropped.</summary>
    public bool Remove(int port, Ipv4Address address, Instant now)
    {
        int slot = Find(port, address);
        if (slot == 0)
        {
            return false;
        }

        Delete(slot, DropReason.NeighbourUnreachable, now);
        return true;
    }

    /// <summary>The link went: all entries but permanent ones go with it.</summary>
    internal void LinkLost(int port, bool everything, Instant now)
    {
        for (int slot = 1; slot < _usedEntries; slot++)
        {
            ref NeighbourEntry entry = ref _entries[slot];
            if (entry.State != NeighbourState.None && entry.Port == port
                && (everything || entry.State != NeighbourState.Permanent))
            {
                Delete(slot, DropReason.LinkDown, now);
            }
        }
    }

    /// <summary>
    /// Sends or queues a packet for a neighbour. <paramref name="hint"/> is where it was found last time, kept by the
    /// caller.
    /// </summary>
    internal void Send(ref Packet packet, int port, Ipv4Address address, ref int hint, Instant now)
    {
        int slot = hint;
        if (slot == 0 || _entries[slot].Address != address || _entries[slot].Port != port
            || _entries[slot].State == NeighbourState.None)
        {
            slot = FindOrCreate(port, address, now);
            hint = slot;
            if (slot == 0)
            {
                _host.GiveUp(ref packet, DropReason.NeighbourTableFull, now);
                return;
            }
        }

        ref NeighbourEntry entry = ref _entries[slot];
        entry.LastUsed = ++_uses;
        if (entry.State == NeighbourState.Reachable && now >= entry.ReachableUntil)
        {
            entry.State = NeighbourState.Stale;
        }

        switch (entry.State)
        {
            case NeighbourState.None:
            case NeighbourState.Failed:
                entry.State = NeighbourState.Incomplete;
                entry.Attempts = 0;
                entry.SoughtSince = ++_uses;
                Solicit(ref entry, now);
                Enqueue(ref packet, ref entry, now);
                return;
            case NeighbourState.Incomplete:
                Enqueue(ref packet, ref entry, now);
                return;
            case NeighbourState.Stale:
                // RFC 1122 §2.3.2.1 (2): a mapping that aged is checked by asking its owner, while it is being used.
                entry.State = NeighbourState.Delay;
                Arm(ref entry, now + _options.DelayFirstProbe);
                break;
        }

        _host.Resume(ref packet, port, address, entry.Mac, now);
    }

    /// <summary>
    /// The address of a neighbour that packets go out to without ado, and until when that holds. False where <see
    /// cref="Send"/> has something to do first.
    /// </summary>
    internal bool TryPeek(int port, Ipv4Address address, Instant now, out int slot, out MacAddress mac,
        out Instant until)
    {
        slot = Find(port, address);
        ref NeighbourEntry entry = ref _entries[slot];
        mac = entry.Mac;
        until = entry.State == NeighbourState.Reachable ? entry.ReachableUntil : Instant.Never;
        return entry.State is NeighbourState.Reachable or NeighbourState.Delay or NeighbourState.Probe
            or NeighbourState.Permanent && now < until;
    }

    /// <summary>Notes that an entry of <see cref="TryPeek"/> was used, at a count of <see cref="Uses"/>.</summary>
    internal void NoteUse(int slot, int port, Ipv4Address address, long use)
    {
        ref NeighbourEntry entry = ref _entries[slot];
        if (entry.Port == port && entry.Address == address && entry.LastUsed < use)
        {
            entry.LastUsed = use;
        }
    }

    /// <summary>
    /// Learns from an ARP packet. <paramref name="create"/>: it asked for us, so its sender will be spoken to (RFC
    /// 826).
    /// <paramref name="solicited"/>: a reply sent to us alone.
    /// </summary>
    internal void Learn(
        int port, Ipv4Address address, MacAddress mac, bool create, bool solicited, bool gratuitous, Instant now)
    {
        int slot = create ? FindOrCreate(port, address, now) : Find(port, address);
        if (slot == 0)
        {
            return;
        }

        ref NeighbourEntry entry = ref _entries[slot];
        if (entry.State == NeighbourState.Permanent)
        {
            return;
        }

        bool changed = entry.HasMac && entry.Mac != mac;
        if (changed && !gratuitous && now < entry.Updated + _options.LockTime)
        {
            // Two stations answer for one address, as behind proxy ARP: the first one stays.
            return;
        }

        Version++;
        bool waiting = entry.State == NeighbourState.Incomplete;
        bool fresh = waiting || entry.State is NeighbourState.Failed or NeighbourState.None;
        if (solicited)
        {
            entry.State = NeighbourState.Reachable;
            entry.ReachableUntil = now + _options.Reachable;
        }
        else if (fresh || changed)
        {
            // Hearsay gives an address to try, not proof that the neighbour hears us.
            entry.State = NeighbourState.Stale;
        }

        if (solicited || fresh || changed)
        {
            entry.Mac = mac;
            entry.Updated = now;
            entry.Deadline = Instant.Never;
        }

        if (waiting)
        {
            _host.Report(CoreEventKind.NeighbourResolved, port, address, mac, now);
            Flush(slot, now);
        }
        else if (changed)
        {
            _host.Report(CoreEventKind.NeighbourChanged, port, address, mac, now);
        }
    }

    /// <summary>Handles the one timer that is due first, if any is due; the caller asks again.</summary>
    internal bool PollOne(Instant now)
    {
        if (now < _nextDeadline)
        {
            return false;
        }

        int due = 0;
        Instant first = Instant.Never;
        Instant second = Instant.Never;
        for (int slot = 1; slot < _usedEntries; slot++)
        {
            ref NeighbourEntry entry = ref _entries[slot];
            if (!entry.HasTimer || entry.Deadline >= second)
            {
                continue;
            }

            if (entry.Deadline < first)
            {
                second = first;
                first = entry.Deadline;
                due = slot;
            }
            else
            {
                second = entry.Deadline;
            }
        }

        if (due == 0 || now < first)
        {
            _nextDeadline = first;
            return false;
        }

        _nextDeadline = second;
        Expire(due, now);
        return true;
    }

    private void Expire(int slot, Instant now)
    {
        ref NeighbourEntry entry = ref _entries[slot];
        if (entry.State == NeighbourState.Delay)
        {
            entry.State = NeighbourState.Probe;
            entry.Attempts = 0;
        }

        if (entry.Attempts < _options.Attempts)
        {
            Solicit(ref entry, now);
            return;
        }

        Version++;
        entry.State = NeighbourState.Failed;
        entry.Deadline = Instant.Never;
        _host.Report(CoreEventKind.NeighbourFailed, entry.Port, entry.Address, default, now);

        // Giving up sends errors, which come back here and may even take this slot: the queue is cut off first.
        NeighbourEntry waiting = entry;
        entry.QueueHead = 0;
        entry.QueueLength = 0;
        while (_queue.TryTake(ref waiting, out Packet packet))
        {
            _host.GiveUp(ref packet, DropReason.NeighbourUnreachable, now);
        }
    }

    private void Solicit(ref NeighbourEntry entry, Instant now)
    {
        entry.Attempts++;
        Arm(ref entry, now + _options.Retry);
        MacAddress station = entry.State == NeighbourState.Probe ? entry.Mac : default;
        _host.Request(entry.Port, entry.Address, station, now);
    }

    private void Arm(ref NeighbourEntry entry, Instant deadline)
    {
        entry.Deadline = deadline;
        _nextDeadline = Instant.Min(_nextDeadline, deadline);
    }

    private void Enqueue(ref Packet packet, ref NeighbourEntry entry, Instant now)
    {
        // RFC 1122 §2.3.2.2: at least the latest packet is kept, so the oldest of the same neighbour gives way.
        bool tooMany = entry.QueueLength >= _options.QueuePerNeighbour || _queue.IsFull;
        if (tooMany && _queue.TryTake(ref entry, out Packet oldest))
        {
            _host.GiveUp(ref oldest, DropReason.NeighbourQueueFull, now);
        }

        if (_queue.IsFull)
        {
            _host.GiveUp(ref packet, DropReason.NeighbourQueueFull, now);
            return;
        }

        _queue.Append(ref entry, in packet);
        _host.Queued(in packet, entry.Port, entry.Address, now);
    }

    private void Flush(int slot, Instant now)
    {
        ref NeighbourEntry entry = ref _entries[slot];
        while (_queue.TryTake(ref entry, out Packet packet))
        {
            _host.Resume(ref packet, entry.Port, entry.Address, entry.Mac, now);
        }
    }

    private int Find(int port, Ipv4Address address)
    {
        int slot = _buckets[Bucket(port, address)];
        while (slot != 0 && (_entries[slot].Address != address || _entries[slot].Port != port))
        {
            slot = _entries[slot].NextInBucket;
        }

        return slot;
    }

    private int FindOrCreate(int port, Ipv4Address address, Instant now)
    {
        int slot = Find(port, address);
        if (slot != 0)
        {
            return slot;
        }

        slot = _freeEntry;
        if (slot != 0)
        {
            _freeEntry = _entries[slot].NextInBucket;
        }
        else if (_usedEntries < _entries.Length)
        {
            slot = _usedEntries++;
        }
        else if (!TryEvict(now, out slot))
        {
            return 0;
        }

        Count++;
        int bucket = Bucket(port, address);
        ref NeighbourEntry entry = ref _entries[slot];
        entry = default;
        entry.Port = port;
        entry.Address = address;
        entry.State = NeighbourState.Failed;
        entry.Deadline = Instant.Never;
        entry.LastUsed = ++_uses;
        entry.NextInBucket = _buckets[bucket];
        _buckets[bucket] = slot;
        return slot;
    }

    // Failed entries go first, then what has been looked for longest, and live neighbours last: a scan of addresses
    // that nobody has must not push out those that are in use. Among equals the least recently used goes.
    private bool TryEvict(Instant now, out int victim)
    {
        Evicting?.Invoke();
        victim = 0;
        (int Rank, long Age) best = (int.MaxValue, 0);
        for (int slot = 1; slot < _usedEntries; slot++)
        {
            ref NeighbourEntry entry = ref _entries[slot];
            (int Rank, long Age) candidate = entry.State switch
            {
                NeighbourState.Permanent => (int.MaxValue, 0),
                NeighbourState.Failed => (0, entry.LastUsed),
                NeighbourState.Incomplete => (1, entry.SoughtSince),
                _ => (2, entry.LastUsed),
            };
            if (candidate.CompareTo(best) < 0)
            {
                best = candidate;
                victim = slot;
            }
        }

        if (victim == 0)
        {
            return false;
        }

        while (_queue.TryTake(ref _entries[victim], out Packet packet))
        {
            _host.GiveUp(ref packet, DropReason.NeighbourTableFull, now);
        }

        Unlink(victim);
        return true;
    }

    private void Delete(int slot, DropReason reason, Instant now)
    {
        ref NeighbourEntry entry = ref _entries[slot];
        while (_queue.TryTake(ref entry, out Packet packet))
        {
            _host.GiveUp(ref packet, reason, now);
        }

        Unlink(slot);
        entry.NextInBucket = _freeEntry;
        _freeEntry = slot;
    }

    private void Unlink(int slot)
    {
        Version++;
        ref NeighbourEntry entry = ref _entries[slot];
        ref int link = ref _buckets[Bucket(entry.Port, entry.Address)];
        while (link != slot)
        {
            link = ref _entries[link].NextInBucket;
        }

        link = entry.NextInBucket;
        entry = default;
        Count--;
    }

    private int Bucket(int port, Ipv4Address address) =>
        (int)(((address.Value ^ ((uint)port << 24)) * 0x9e37_79b1) >> 8) & (_buckets.Length - 1);

    private static NeighbourState StateAt(in NeighbourEntry entry, Instant now) =>
        entry.State == NeighbourState.Reachable && now >= entry.ReachableUntil ? NeighbourState.Stale : entry.State;
}
