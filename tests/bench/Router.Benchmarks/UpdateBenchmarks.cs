using BenchmarkDotNet.Attributes;
using Router.Core;

namespace Router.Benchmarks;

/// <summary>One change of the routing table, visible to lookups when it is done.</summary>
public class UpdateBenchmarks
{
    private PrefixTable _table = null!;
    private int _turn;

    [Params("slice", "micro")]
    public string Structure { get; set; } = "slice";

    [GlobalSetup]
    public void Setup() => _table = Tables.Make(Tables.Fib(Structure));

    [GlobalCleanup]
    public void Cleanup() => _table.Dispose();

    /// <summary>Another next hop for a prefix that stays.</summary>
    [Benchmark]
    public void Reannounce()
    {
        _turn++;
        _table.Set(Tables.Block(_turn % Tables.Blocks), 1 + (_turn % 249));
    }

    /// <summary>A prefix goes and comes back.</summary>
    [Benchmark(OperationsPerInvoke = 2)]
    public void WithdrawAndAnnounce()
    {
        int block = _turn++ % Tables.Blocks;
        _table.Remove(Tables.Block(block));
        _table.Set(Tables.Block(block), 1 + (block % 250));
    }
}
