using System;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// A forwarding table that is edited prefix by prefix: routes in four octets each beside any <see cref="IFib"/>. The
/// class of a route is its group. One writer; lookups from any thread.
/// </summary>
public sealed class PrefixTable : IPrefixTable, IQueuedRoutes, IDisposable
{
    /// <summary>As many routes as the Internet has and some more.</summary>
    public const int DefaultQueue = 1 << 20;

    private readonly IFib _fib;
    private readonly RouteStore _store = new();
    private readonly SlicePublisher _publisher;
    private readonly RouteQueue _queue;
    private bool _bulk;

    /// <param name="fib">Empty; disposed with this.</param>
    /// <param name="queue">Routes of a bulk load that may wait to be sorted, at eight octets each.</param>
    public PrefixTable(IFib fib, int queue = DefaultQueue)
    {
        _queue = new RouteQueue(queue);
        _fib = fib;
        _publisher = new SlicePublisher(_store, fib);
    }

    public int Count
    {
        get
        {
            Flush();
            return _store.Count;
        }
    }

    /// <summary>What the forwarding table holds.</summary>
    public FibMemory Fib => _fib.Memory;

    /// <summary>Octets of the routes beside it, slack included.</summary>
    public long RibOctets => _store.Octets + (_publisher.Groups.Length * 2L);

    public long RibSlackOctets => _store.SlackOctets;

    public void Set(Prefix prefix, int group)
    {
        if (group is <= 0 or > RouteKey.MaxClass)
        {
            throw new ArgumentOutOfRangeException(nameof(group), group, "0 means no route; groups have 15 bits");
        }

        EnsureGroup(group);
        uint address = prefix.Address.Value;
        int slice = RouteStore.SliceOf(address, prefix.Length);
        uint key = RouteStore.KeyOf(address, prefix.Length);

        if (!_bulk)
        {
            Store(slice, key, group);
        }
        else if (!_queue.TryAdd(slice, key, group))
        {
            Flush();
            _queue.TryAdd(slice, key, group);
        }
    }

    public bool Remove(Prefix prefix)
    {
        Flush();
        uint address = prefix.Address.Value;
        int slice = RouteStore.SliceOf(address, prefix.Length);
        uint key = RouteStore.KeyOf(address, prefix.Length);
        int position = _store.Find(slice, key);
        if (position < 0)
        {
            return false;
        }

        int before = _publisher.AnswerAt(slice, position);
        _store.Remove(slice, position);
        _publisher.Changed(slice, key, before, 0);
        return true;
    }

    public int Lookup(Ipv4Address address) => _fib.Lookup(address);

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups) => _fib.Lookup(addresses, groups);

    /// <summary>From here to <see cref="EndBulk"/> lookups may find what they found before.</summary>
    public void BeginBulk()
    {
        _bulk = true;
        _store.BeginBulk();
        _publisher.BeginBulk();
    }

    /// <summary>Makes all changes since <see cref="BeginBulk"/> visible, slice by slice.</summary>
    public void EndBulk()
    {
        Flush();
        _bulk = false;
        _store.EndBulk();
        _publisher.EndBulk();
    }

    public void Dispose() => _fib.Dispose();

    void IQueuedRoutes.Filled(int slice, int start, int end) => _publisher.Touched(slice);

    void IQueuedRoutes.Store(int slice, uint route) =>
        Store(slice, RouteKey.KeyOf(route), RouteKey.ClassOf(route));

    private void Flush() => _queue.EmptyInto(_store, this);

    private void Store(int slice, uint key, int group)
    {
        int position = _store.Find(slice, key);
        int before = 0;
        if (position >= 0)
        {
            before = _publisher.AnswerAt(slice, position);
            _store.Replace(slice, position, group);
        }
        else if (!_publisher.Insert(slice, ~position, key, group))
        {
            throw new InvalidOperationException("the routing table is full");
        }

        _publisher.Changed(slice, key, before, group);
    }

    private void EnsureGroup(int group)
    {
        int known = _publisher.Groups.Length;
        if (group < known)
        {
            return;
        }

        var groups = new ushort[Math.Min(Math.Max(group + 1, known * 2), RouteKey.MaxClass + 1)];
        for (int i = 0; i < groups.Length; i++)
        {
            groups[i] = (ushort)i;
        }

        _publisher.Groups = groups;
    }
}
