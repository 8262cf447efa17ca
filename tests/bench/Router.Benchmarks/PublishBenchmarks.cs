using BenchmarkDotNet.Attributes;
using Router.Core;
using Router.Wire;

namespace Router.Benchmarks;

/// <summary>A whole slice is told anew: 64 blocks of a /26 in one /16, as at a restart of a session.</summary>
public class PublishBenchmarks
{
    private const int Slice = 0x0a10;
    private const int Routes = 64;

    private readonly uint[] _routes = new uint[Routes];
    private readonly ushort[] _groups = new ushort[256];
    private IFib _fib = null!;

    [Params("slice", "micro")]
    public string Structure { get; set; } = "slice";

    [GlobalSetup]
    public void Setup()
    {
        _fib = Tables.Fib(Structure);
        for (int i = 0; i < _groups.Length; i++)
        {
            _groups[i] = (ushort)i;
        }

        for (int i = 0; i < Routes; i++)
        {
            _routes[i] = RouteKey.Pack(RouteKey.Of((uint)i * 1024, 26 - 16), 1 + i);
        }
    }

    [GlobalCleanup]
    public void Cleanup() => _fib.Dispose();

    [Benchmark]
    public void Publish() => _fib.Publish(Slice, _routes, 0, Routes, _groups, cover: 0, changed: 0);

    [Benchmark]
    public int PublishUniformAndLookUp()
    {
        _fib.PublishUniform(Slice, 1, cover: 7);
        return _fib.Lookup(new Ipv4Address((uint)Slice << 16));
    }
}
