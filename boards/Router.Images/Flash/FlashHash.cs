using System;
using System.Security.Cryptography;

namespace Router.Images.Flash;

/// <summary>SHA-256 over the image in its own order, whose two ends are written in another.</summary>
internal sealed class FlashHash : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    internal void Begin(ReadOnlySpan<byte> head) => _hash.AppendData(head);

    internal void Add(ReadOnlySpan<byte> octets) => _hash.AppendData(octets);

    internal string End(ReadOnlySpan<byte> tail)
    {
        _hash.AppendData(tail);
        return Convert.ToHexStringLower(_hash.GetHashAndReset());
    }

    public void Dispose() => _hash.Dispose();
}
