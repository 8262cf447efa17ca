using BenchmarkDotNet.Attributes;
using Router.Wire;

namespace Router.Benchmarks;

/// <summary>What forwarding does to the header of each packet, one at a time.</summary>
public class ForwardBenchmarks
{
    private static readonly Ipv4Address s_source = Ipv4Address.Parse("192.0.2.1");
    private static readonly Ipv4Address s_destination = Ipv4Address.Parse("192.0.2.2");

    private readonly byte[] _octets = new byte[64];
    private Ipv4Header _inner;
    private ushort _checksum = 0x1234;

    [GlobalSetup]
    public void Setup()
    {
        _inner.HeaderLength = Ipv4Header.Size;
        _inner.TotalLength = 44;
        _inner.Ttl = 64;
        _inner.Protocol = IpProtocol.Tcp;
        _inner.DontFragment = true;
        _inner.Source = Ipv4Address.Parse("10.16.0.1");
        _inner.Destination = Ipv4Address.Parse("10.16.4.1");
        _inner.Write(_octets, Ipip.Overhead);
    }

    /// <summary>RFC 1624: the word with the TTL becomes one less.</summary>
    [Benchmark]
    public ushort DecrementTtl() => _checksum = InternetChecksum.Update(_checksum, 0x4006, 0x3f06);

    /// <summary>RFC 2003: the outer header into the headroom, with its checksum.</summary>
    [Benchmark]
    public byte Encapsulate()
    {
        Ipip.Outer(_inner, s_source, s_destination, identification: 7).Write(_octets, 0);
        return _octets[11];
    }
}
