using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>
/// A sequence number (RFC 9293 §3.4): arithmetic is modulo 2^32, and order holds between numbers less than 2^31 apart.
/// There is deliberately no CompareTo: the order is not total.
/// </summary>
public readonly struct TcpSequence : IEquatable<TcpSequence>
{
    public TcpSequence(uint value) => Value = value;

    public uint Value { get; }

    public static TcpSequence Max(TcpSequence left, TcpSequence right) => left >= right ? left : right;

    public static TcpSequence Min(TcpSequence left, TcpSequence right) => left <= right ? left : right;

    public static TcpSequence operator +(TcpSequence sequence, uint octets) => new(unchecked(sequence.Value + octets));

    public static TcpSequence operator +(TcpSequence sequence, int octets) =>
        new(unchecked(sequence.Value + (uint)octets));

    public static TcpSequence operator -(TcpSequence sequence, uint octets) => new(unchecked(sequence.Value - octets));

    /// <summary>Signed distance: positive when the left side is later.</summary>
    public static int operator -(TcpSequence left, TcpSequence right) => unchecked((int)(left.Value - right.Value));

    public static bool operator <(TcpSequence left, TcpSequence right) => left - right < 0;

    public static bool operator >(TcpSequence left, TcpSequence right) => left - right > 0;

    public static bool operator <=(TcpSequence left, TcpSequence right) => left - right <= 0;

    public static bool operator >=(TcpSequence left, TcpSequence right) => left - right >= 0;

    public static bool operator ==(TcpSequence left, TcpSequence right) => left.Value == right.Value;

    public static bool operator !=(TcpSequence left, TcpSequence right) => left.Value != right.Value;

    public bool Equals(TcpSequence other) => Value == other.Value;

    public override bool Equals(object? obj) => obj is TcpSequence other && Equals(other);

    public override int GetHashCode() => (int)Value;

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
