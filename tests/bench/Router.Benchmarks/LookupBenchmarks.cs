using System;
using BenchmarkDotNet.Attributes;
using Router.Core;
using Router.Wire;

namespace Router.Benchmarks;

/// <summary>Longest prefix match: 32 addresses at once, and one whose successor waits for its answer.</summary>
public class LookupBenchmarks
{
    private const int Addresses = 4096;
    private const int Batch = 32;

    private readonly Ipv4Address[] _addresses = Tables.Hits(Addresses);
    private readonly int[] _groups = new int[Batch];
    private IFib _fib = null!;
    private PrefixTable _table = null!;

    [Params("slice", "micro")]
    public string Structure { get; set; } = "slice";

    [GlobalSetup]
    public void Setup()
    {
        _fib = Tables.Fib(Structure);
        _table = Tables.Make(_fib);
    }

    [GlobalCleanup]
    public void Cleanup() => _table.Dispose();

    [Benchmark(OperationsPerInvoke = Addresses)]
    public int Batched()
    {
        for (int i = 0; i < Addresses; i += Batch)
        {
            _fib.Lookup(_addresses.AsSpan(i, Batch), _groups);
        }

        return _groups[0];
    }

    [Benchmark(OperationsPerInvoke = Addresses)]
    public int Dependent()
    {
        int group = 0;
        foreach (Ipv4Address address in _addresses)
        {
            // Groups are below 256: the shift leaves nothing of them, but the address has to wait for it.
            group = _fib.Lookup(new Ipv4Address(address.Value ^ ((uint)group >> 8)));
        }

        return group;
    }
}
