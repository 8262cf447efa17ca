using System;
using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;

namespace Router.Sim;

/// <summary>
/// A running 128-bit digest of everything that happened, equal on every machine. Two 64-bit lanes, each multiplied and
/// rotated per word with its own odd constants and crossed; it detects differences, it does not resist an adversary.
/// </summary>
public struct Digest128 : IEquatable<Digest128>
{
    private const ulong Prime1 = 0x9e37_79b1_85eb_ca87;
    private const ulong Prime2 = 0xc2b2_ae3d_27d4_eb4f;
    private const ulong Prime3 = 0x1656_67b1_9e37_79f9;

    private ulong _low;
    private ulong _high;

    public Digest128(ulong seed)
    {
        _low = seed ^ Prime1;
        _high = BitOperations.RotateLeft(seed, 32) ^ Prime2;
    }

    public static bool operator ==(Digest128 left, Digest128 right) => left.Equals(right);

    public static bool operator !=(Digest128 left, Digest128 right) => !left.Equals(right);

    /// <summary>A 64-bit hash of octets, length included; words are read little-endian on every machine.</summary>
    public static ulong Hash(ReadOnlySpan<byte> octets)
    {
        ulong hash = (ulong)octets.Length * Prime3;
        while (octets.Length >= 8)
        {
            hash = Mix(hash, BinaryPrimitives.ReadUInt64LittleEndian(octets));
            octets = octets.Slice(8);
        }

        ulong tail = 0;
        for (int i = 0; i < octets.Length; i++)
        {
            tail |= (ulong)octets[i] << (8 * i);
        }

        hash = Mix(hash, tail);
        return hash ^ (hash >> 29);
    }

    /// <summary>A 64-bit hash of text, equal in every process.</summary>
    public static ulong Hash(string text)
    {
        ulong hash = (ulong)text.Length * Prime1;
        foreach (char c in text)
        {
            hash = Mix(hash, c);
        }

        return hash ^ (hash >> 29);
    }

    public void Add(ulong value)
    {
        _low = Mix(_low, value) + _high;
        _high = BitOperations.RotateLeft(_high ^ (value * Prime3), 29) * Prime1 ^ _low;
    }

    public void Add(in EventKey key, ulong payload)
    {
        Add((ulong)key.Time.Nanoseconds);
        Add(((ulong)(uint)key.Destination << 32) | (uint)key.Source);
        Add(((ulong)key.Counter << 8) | (byte)key.Class);
        Add(payload);
    }

    public readonly bool Equals(Digest128 other) => _low == other._low && _high == other._high;

    public override readonly bool Equals(object? obj) => obj is Digest128 other && Equals(other);

    public override readonly int GetHashCode() => (int)_low;

    /// <summary>32 hexadecimal digits.</summary>
    public override readonly string ToString() =>
        _high.ToString("x16", CultureInfo.InvariantCulture) + _low.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Mix(ulong state, ulong value) =>
        BitOperations.RotateLeft(state ^ (value * Prime2), 31) * Prime1;
}
