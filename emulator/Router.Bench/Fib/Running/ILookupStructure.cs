using System;

namespace Router.Bench.Fib.Running;

/// <summary>A structure of ours as a contestant, for addresses of one family.</summary>
/// <typeparam name="TAddress">Laid out as an address in <see cref="SharedFiles"/>.</typeparam>
public interface ILookupStructure<TAddress> : IDisposable
    where TAddress : unmanaged
{
    StructureMemory Memory { get; }

    /// <summary>Takes a whole table, by address and then length, as fast as the structure can.</summary>
    void Build(ReadOnlySpan<RouteRecord<TAddress>> routes);

    /// <summary>The next hop of one address; 0 is none.</summary>
    int Lookup(TAddress address);

    /// <summary>The next hops of many; both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<TAddress> addresses, Span<int> hops);

    /// <summary>Timed: all answers added up, as <see cref="LookupPasses.Batched"/> does.</summary>
    uint Sum(ReadOnlySpan<TAddress> addresses) =>
        LookupPasses.Batched<TAddress, StructureLookup<TAddress>>(new StructureLookup<TAddress>(this), addresses);

    /// <summary>One update, seen by lookups when this returns; next hop 0 withdraws.</summary>
    void Update(in RouteRecord<TAddress> update);

    /// <summary>The calling thread looks up while another one updates; its number for the two calls below.</summary>
    int Enter() => 0;

    /// <summary>Between two batches: that reader holds nothing that it read before.</summary>
    void Rest(int reader)
    {
    }

    void Leave(int reader)
    {
    }
}
