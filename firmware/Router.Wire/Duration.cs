using System;
using System.Globalization;

namespace Router.Wire;

/// <summary>A span of time: signed 64-bit nanoseconds. No floating point enters time arithmetic.</summary>
public readonly struct Duration : IEquatable<Duration>, IComparable<Duration>
{
    public const long NanosecondsPerSecond = 1_000_000_000;

    public Duration(long nanoseconds) => Nanoseconds = nanoseconds;

    public static Duration Zero => default;

    public long Nanoseconds { get; }

    public long Milliseconds => Nanoseconds / 1_000_000;

    public long Seconds => Nanoseconds / NanosecondsPerSecond;

    public static Duration FromNanoseconds(long value) => new(value);

    public static Duration FromMicroseconds(long value) => new(checked(value * 1_000));

    public static Duration FromMilliseconds(long value) => new(checked(value * 1_000_000));

    public static Duration FromSeconds(long value) => new(checked(value * NanosecondsPerSecond));

    public static Duration Min(Duration left, Duration right) => left <= right ? left : right;

    public static Duration Max(Duration left, Duration right) => left >= right ? left : right;

    public static Duration operator +(Duration left, Duration right) => new(left.Nanoseconds + right.Nanoseconds);

    public static Duration operator -(Duration left, Duration right) => new(left.Nanoseconds - right.Nanoseconds);

    public static Duration operator *(Duration left, long factor) => new(left.Nanoseconds * factor);

    public static Duration operator /(Duration left, long divisor) => new(left.Nanoseconds / divisor);

    public static bool operator <(Duration left, Duration right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Duration left, Duration right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Duration left, Duration right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Duration left, Duration right) => left.Nanoseconds >= right.Nanoseconds;

    public static bool operator ==(Duration left, Duration right) => left.Nanoseconds == right.Nanoseconds;

    public static bool operator !=(Duration left, Duration right) => left.Nanoseconds != right.Nanoseconds;

    public int CompareTo(Duration other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public bool Equals(Duration other) => Nanoseconds == other.Nanoseconds;

    public override bool Equals(object? obj) => obj is Duration other && Equals(other);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    /// <summary>Seconds with nine decimals and no unit, as captures and logs print them.</summary>
    public string ToSecondsString()
    {
        ulong magnitude = Nanoseconds < 0 ? (ulong)-(Nanoseconds + 1) + 1 : (ulong)Nanoseconds;
        return (Nanoseconds < 0 ? "-" : string.Empty)
            + (magnitude / (ulong)NanosecondsPerSecond).ToString(CultureInfo.InvariantCulture) + "."
            + (magnitude % (ulong)NanosecondsPerSecond).ToString("D9", CultureInfo.InvariantCulture);
    }

    public override string ToString() => ToSecondsString() + "s";
}
