using System;
using Router.Core;
using Router.Wire;

namespace Router.Bench.Fib.Running;

/// <summary>Any prefix table as a contestant: it is built prefix by prefix.</summary>
internal sealed class PlainStructure(IPrefixTable table) : ILookupStructure<Ipv4Address>
{
    /// <summary>Prefix tables do not tell.</summary>
    public StructureMemory Memory => default;

    public void Build(ReadOnlySpan<RouteRecord<Ipv4Address>> routes)
    {
        foreach (ref readonly RouteRecord<Ipv4Address> route in routes)
        {
            Update(route);
        }
    }

    public int Lookup(Ipv4Address address) => table.Lookup(address);

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> hops) => table.Lookup(addresses, hops);

    public void Update(in RouteRecord<Ipv4Address> update)
    {
        var prefix = new Prefix(update.Address, update.Length);
        if (update.Hop == 0)
        {
            table.Remove(prefix);
        }
        else
        {
            table.Set(prefix, update.Hop);
        }
    }

    public void Dispose()
    {
    }
}
