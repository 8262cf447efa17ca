using System;

namespace Router.Bench.Fib.Running;

/// <summary>The call that is timed, wrapped in a struct that costs nothing.</summary>
internal interface IBatchLookup<TAddress>
{
    /// <summary>The next hops of many addresses; both spans have the same length.</summary>
    void Lookup(ReadOnlySpan<TAddress> addresses, Span<int> hops);
}

/// <summary>The call as structures have it. What a board calls directly is timed without this step.</summary>
internal readonly struct StructureLookup<TAddress>(ILookupStructure<TAddress> structure) : IBatchLookup<TAddress>
    where TAddress : unmanaged
{
    public void Lookup(ReadOnlySpan<TAddress> addresses, Span<int> hops) => structure.Lookup(addresses, hops);
}
