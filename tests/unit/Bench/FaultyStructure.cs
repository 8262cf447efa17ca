using System;
using Router.Bench.Fib.Running;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Answers wrongly for one address, from some moment on.</summary>
internal sealed class FaultyStructure(ILookupStructure<Ipv4Address> inner, uint address) : ILookupStructure<Ipv4Address>
{
    /// <summary>Wrong only while updates are made: from the first to this one.</summary>
    public int UntilUpdate { get; init; }

    private bool _wrong = true;
    private int _updates;

    public StructureMemory Memory => inner.Memory;

    public void Build(ReadOnlySpan<RouteRecord<Ipv4Address>> routes)
    {
        inner.Build(routes);
        _wrong = UntilUpdate == 0;
    }

    public int Lookup(Ipv4Address wanted)
    {
        int hop = inner.Lookup(wanted);
        return _wrong && wanted.Value == address ? hop + 1000 : hop;
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> hops)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            hops[i] = Lookup(addresses[i]);
        }
    }

    public void Update(in RouteRecord<Ipv4Address> update)
    {
        if (UntilUpdate > 0)
        {
            _updates++;
            _wrong = _updates < UntilUpdate;
        }

        inner.Update(update);
    }

    public void Dispose() => inner.Dispose();
}
