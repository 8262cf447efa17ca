using System;

namespace Router.Hal;

/// <summary>A source of unpredictable octets.</summary>
public interface IEntropy
{
    void Fill(Span<byte> octets);
}
