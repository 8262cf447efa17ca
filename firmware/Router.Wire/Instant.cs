using System;

namespace Router.Wire;

/// <summary>
/// A point in time: signed 64-bit nanoseconds from an arbitrary zero that the driver of the cores chooses
/// (boot on a board, start of the run in a simulation). Never wall-clock time.
/// </summary>
public readonly struct Instant : IEquatable<Instant>, IComparable<Instant>
{
    public Instant(long nanoseconds) => Nanoseconds = nanoseconds;

    public static Instant Zero => default;

    /// <summary>No deadline: later than anything that can be scheduled.</summary>
    public static Instant Never => new(long.MaxValue);

    public long Nanoseconds { get; }

    public static Instant Min(Instant left, Instant right) => left <= right ? left : right;

    public static Instant Max(Instant left, Instant right) => left >= right ? left : right;

    /// <summary>Adds, saturating at <see cref="Never"/>; <see cref="Never"/> plus anything stays never.</summary>
    public static Instant operator +(Instant instant, Duration duration)
    {
        if (instant.Nanoseconds == long.MaxValue
            || duration.Nanoseconds > long.MaxValue - Math.Max(instant.Nanoseconds, 0))
        {
            return Never;
        }

        return new Instant(instant.Nanoseconds + duration.Nanoseconds);
    }

    public static Instant operator -(Instant instant, Duration duration) =>
        instant == Never ? Never : new Instant(instant.Nanoseconds - duration.Nanoseconds);

    public static Duration operator -(Instant left, Instant right) => new(left.Nanoseconds - right.Nanoseconds);

    public static bool operator <(Instant left, Instant right) => left.Nanoseconds < right.Nanoseconds;

    public static bool operator >(Instant left, Instant right) => left.Nanoseconds > right.Nanoseconds;

    public static bool operator <=(Instant left, Instant right) => left.Nanoseconds <= right.Nanoseconds;

    public static bool operator >=(Instant left, Instant right) => left.Nanoseconds >= right.Nanoseconds;

    public static bool operator ==(Instant left, Instant right) => left.Nanoseconds == right.Nanoseconds;

    public static bool operator !=(Instant left, Instant right) => left.Nanoseconds != right.Nanoseconds;

    public int CompareTo(Instant other) => Nanoseconds.CompareTo(other.Nanoseconds);

    public bool Equals(Instant other) => Nanoseconds == other.Nanoseconds;

    public override bool Equals(object? obj) => obj is Instant other && Equals(other);

    public override int GetHashCode() => Nanoseconds.GetHashCode();

    /// <summary>Seconds with nine decimals, or <c>never</c>.</summary>
    public override string ToString() => this == Never ? "never" : new Duration(Nanoseconds).ToSecondsString();
}
