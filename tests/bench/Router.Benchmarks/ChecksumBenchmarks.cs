using BenchmarkDotNet.Attributes;
using Router.Wire;

namespace Router.Benchmarks;

/// <summary>The Internet checksum (RFC 1071) over a header and over whole packets.</summary>
public class ChecksumBenchmarks
{
    private readonly byte[] _octets = new byte[1500];

    [Params(20, 64, 1500)]
    public int Length { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        var random = new RandomStream(1, "octets");
        for (int i = 0; i < _octets.Length; i++)
        {
            _octets[i] = (byte)random.NextUInt32();
        }
    }

    [Benchmark]
    public ushort Whole() => InternetChecksum.Of(_octets, 0, Length);
}
