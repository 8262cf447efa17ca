using System;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>A forwarding table with its routes beside it, as boards have it.</summary>
internal sealed class TableStructure : ILookupStructure<Ipv4Address>
{
    private readonly IFib _fib;
    private readonly PrefixTable _table;
    private readonly ReaderEpochs? _readers;

    /// <param name="fib">Empty.</param>
    /// <param name="readers">Where its readers register, where it wants that.</param>
    public TableStructure(IFib fib, ReaderEpochs? readers = null)
    {
        _fib = fib;
        _table = new PrefixTable(fib);
        _readers = readers;
    }

    public StructureMemory Memory => new(_table.Fib.Touched, _table.Fib.Total, _table.RibOctets);

    public void Build(ReadOnlySpan<RouteRecord<Ipv4Address>> routes)
    {
        _table.BeginBulk();
        foreach (ref readonly RouteRecord<Ipv4Address> route in routes)
        {
            _table.Set(new Prefix(route.Address, route.Length), route.Hop);
        }

        _table.EndBulk();
    }

    public int Lookup(Ipv4Address address) => _fib.Lookup(address);

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> hops) => _fib.Lookup(addresses, hops);

    public uint Sum(ReadOnlySpan<Ipv4Address> addresses) =>
        LookupPasses.Batched<Ipv4Address, Call>(new Call(_fib), addresses);

    public void Update(in RouteRecord<Ipv4Address> update)
    {
        var prefix = new Prefix(update.Address, update.Length);
        if (update.Hop == 0)
        {
            _table.Remove(prefix);
        }
        else
        {
            _table.Set(prefix, update.Hop);
        }
    }

    public int Enter() => _readers?.Register() ?? 0;

    public void Rest(int reader) => _readers?.Quiesce(reader);

    public void Leave(int reader) => _readers?.Unregister(reader);

    public void Dispose()
    {
        _table.Dispose();
        _readers?.Dispose();
    }

    // What a forwarder calls for each burst.
    private readonly struct Call(IFib table) : IBatchLookup<Ipv4Address>
    {
        public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> hops) => table.Lookup(addresses, hops);
    }
}
