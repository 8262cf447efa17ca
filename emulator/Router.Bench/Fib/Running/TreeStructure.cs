using System;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>The forwarding table for IPv6, which keeps its routes itself.</summary>
internal sealed class TreeStructure : ILookupStructure<Ipv6Address>
{
    private readonly ReaderEpochs _readers = new();
    private readonly TreeFib6 _table;

    public TreeStructure() => _table = new TreeFib6(_readers);

    /// <summary>What its lists of routes occupy is not told.</summary>
    public StructureMemory Memory => new(_table.Memory.Touched, _table.Memory.Total, 0);

    public void Build(ReadOnlySpan<RouteRecord<Ipv6Address>> routes)
    {
        foreach (ref readonly RouteRecord<Ipv6Address> route in routes)
        {
            Update(route);
        }
    }

    public int Lookup(Ipv6Address address) => _table.Lookup(address);

    public void Lookup(ReadOnlySpan<Ipv6Address> addresses, Span<int> hops) => _table.Lookup(addresses, hops);

    public void Update(in RouteRecord<Ipv6Address> update)
    {
        var prefix = new Ipv6Prefix(update.Address, update.Length);
        if (update.Hop == 0)
        {
            _table.Remove(prefix);
        }
        else
        {
            _table.Set(prefix, update.Hop);
        }
    }

    public int Enter() => _readers.Register();

    public void Rest(int reader) => _readers.Quiesce(reader);

    public void Leave(int reader) => _readers.Unregister(reader);

    public void Dispose()
    {
        _table.Dispose();
        _readers.Dispose();
    }
}
