using System;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Router.Slots;

/// <summary>The public half of an Ed25519 key (RFC 8032 §5.1): 32 octets, 64 hexadecimal digits as text.</summary>
public sealed class VerifyingKey : IEquatable<VerifyingKey>
{
    public const int Length = 32;
    public const int SignatureLength = 64;

    private readonly byte[] _octets;

    /// <exception cref="ArgumentException">Not 32 octets.</exception>
    public VerifyingKey(ReadOnlySpan<byte> octets)
    {
        _octets = octets.Length == Length
            ? octets.ToArray()
            : throw new ArgumentException("an Ed25519 public key has 32 octets", nameof(octets));
    }

    public ReadOnlySpan<byte> Octets => _octets;

    /// <summary>Whether the other half made <paramref name="signature"/> of these octets.</summary>
    public bool Verifies(ReadOnlySpan<byte> octets, ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureLength
        && Ed25519.Verify(signature.ToArray(), 0, _octets, 0, octets.ToArray(), 0, octets.Length);

    /// <summary>Reads 64 hexadecimal digits, white space around them left out.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out VerifyingKey? key)
    {
        key = Hex.TryRead(text.Trim(), Length, out byte[] octets) ? new VerifyingKey(octets) : null;
        return key is not null;
    }

    public bool Equals(VerifyingKey? other) => other is not null && Octets.SequenceEqual(other.Octets);

    public override bool Equals(object? obj) => Equals(obj as VerifyingKey);

    public override int GetHashCode() => BitConverter.ToInt32(_octets);

    public override string ToString() => Convert.ToHexStringLower(_octets);
}
