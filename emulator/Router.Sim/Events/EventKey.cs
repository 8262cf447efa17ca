using System;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// The place of an event in the total order. The counter belongs to the source, so the order does not depend on which
/// event was inserted first, and no two keys are ever equal.
/// </summary>
public readonly struct EventKey : IEquatable<EventKey>, IComparable<EventKey>
{
    private readonly long _time;

    public EventKey(Instant time, EventClass @class, int destination, int source, long counter)
    {
        _time = time.Nanoseconds;
        Class = @class;
        Destination = destination;
        Source = source;
        Counter = counter;
    }

    public Instant Time => new(_time);

    public long Counter { get; }

    public int Destination { get; }

    public int Source { get; }

    public EventClass Class { get; }

    public static bool operator ==(EventKey left, EventKey right) => left.Equals(right);

    public static bool operator !=(EventKey left, EventKey right) => !left.Equals(right);

    /// <summary>The comparison of the heap: negative, zero or positive.</summary>
    public static int Compare(in EventKey left, in EventKey right)
    {
        if (left._time != right._time)
        {
            return left._time < right._time ? -1 : 1;
        }

        if (left.Class != right.Class)
        {
            return left.Class < right.Class ? -1 : 1;
        }

        if (left.Destination != right.Destination)
        {
            return left.Destination < right.Destination ? -1 : 1;
        }

        if (left.Source != right.Source)
        {
            return left.Source < right.Source ? -1 : 1;
        }

        return left.Counter.CompareTo(right.Counter);
    }

    public int CompareTo(EventKey other) => Compare(this, other);

    public bool Equals(EventKey other) => Compare(this, other) == 0;

    public override bool Equals(object? obj) => obj is EventKey other && Equals(other);

    public override int GetHashCode() => (int)_time ^ Destination ^ (Source << 8) ^ (int)Counter;

    public override string ToString() => $"{Time} {Class} to {Destination} from {Source} #{Counter}";
}
