namespace Router.Core;

/// <summary>What became of a packet that a local stack sent.</summary>
public enum SendResult : byte
{
    Sent,

    /// <summary>No route, or a blackhole, to the destination.</summary>
    NoRoute,

    /// <summary>
    /// Longer than the path allows with DF set, or than IPv4 allows at all; see <see cref="RouterCore.PathMtu"/>.
    /// </summary>
    TooLong,

    /// <summary>The pool or a queue was exhausted: try again later.</summary>
    NoBuffer,

    /// <summary>The source is not an address of this board.</summary>
    BadSource,
}
