using System;
using System.Text;

namespace Router.Tcp;

/// <summary>The key of a connection whose segments are signed (RFC 2385). It never prints itself.</summary>
public sealed class TcpMd5Key : IEquatable<TcpMd5Key>
{
    /// <summary>Octets; what kernels take, and what RFC 2385 §4.5 calls for at the least.</summary>
    public const int MaxLength = 80;

    private readonly byte[] _octets;

    private TcpMd5Key(byte[] octets) => _octets = octets;

    internal ReadOnlySpan<byte> Octets => _octets;

    /// <summary>A key of 1 to 80 octets; null when there are fewer or more.</summary>
    public static TcpMd5Key? From(ReadOnlySpan<byte> octets) =>
        octets.Length is > 0 and <= MaxLength ? new TcpMd5Key(octets.ToArray()) : null;

    /// <summary>A password as operators write it, taken as UTF-8; null when it is empty or too long.</summary>
    public static TcpMd5Key? From(string password) => From(Encoding.UTF8.GetBytes(password));

    public bool Equals(TcpMd5Key? other) => other is not null && Octets.SequenceEqual(other.Octets);

    public override bool Equals(object? obj) => Equals(obj as TcpMd5Key);

    // Keys live in no hash table, and a hash would tell something of the key.
    public override int GetHashCode() => _octets.Length;

    public override string ToString() => "(secret)";
}
