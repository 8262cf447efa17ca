using System;
using Org.BouncyCastle.Crypto.Digests;

namespace Router.Slots;

/// <summary>SHA-256 (FIPS 180-4) of octets that come in pieces, on machines that have no OpenSSL.</summary>
public sealed class ImageHash
{
    public const int Length = 32;

    private readonly Sha256Digest _digest = new();

    public void Add(ReadOnlySpan<byte> octets) => _digest.BlockUpdate(octets);

    /// <summary>The hash; what is added after it belongs to the next one.</summary>
    public byte[] End()
    {
        byte[] hash = new byte[Length];
        _digest.DoFinal(hash, 0);
        return hash;
    }

    public static byte[] Of(ReadOnlySpan<byte> octets)
    {
        ImageHash hash = new();
        hash.Add(octets);
        return hash.End();
    }
}
