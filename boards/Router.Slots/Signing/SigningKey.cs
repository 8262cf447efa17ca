using System;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Router.Slots;

/// <summary>
/// An Ed25519 key (RFC 8032 §5.1.5): its 32 octets are the private key, from which all else follows. It is a secret:
/// it prints as its public half alone.
/// </summary>
public sealed class SigningKey
{
    public const int Length = 32;

    private readonly byte[] _seed;

    /// <param name="seed">32 octets that nobody can guess.</param>
    /// <exception cref="ArgumentException">Not 32 octets.</exception>
    public SigningKey(ReadOnlySpan<byte> seed)
    {
        _seed = seed.Length == Length
            ? seed.ToArray()
            : throw new ArgumentException("an Ed25519 private key has 32 octets", nameof(seed));
        byte[] key = new byte[VerifyingKey.Length];
        Ed25519.GeneratePublicKey(_seed, 0, key, 0);
        Public = new VerifyingKey(key);
    }

    public VerifyingKey Public { get; }

    /// <summary>64 octets. The same for the same octets: an image is reproducible with its signature.</summary>
    public byte[] Sign(ReadOnlySpan<byte> octets)
    {
        byte[] signature = new byte[VerifyingKey.SignatureLength];
        Ed25519.Sign(_seed, 0, octets.ToArray(), 0, octets.Length, signature, 0);
        return signature;
    }

    /// <summary>Reads 64 hexadecimal digits, white space around them left out.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SigningKey? key)
    {
        key = Hex.TryRead(text.Trim(), Length, out byte[] octets) ? new SigningKey(octets) : null;
        return key is not null;
    }

    /// <summary>The text that <see cref="TryParse"/> reads: the secret itself, for the one file that holds it.
    /// </summary>
    public string ToSecretText() => Convert.ToHexStringLower(_seed);

    public override string ToString() => Public.ToString();
}
