using System;
using System.Collections.Generic;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <summary>Everything a board is built from.</summary>
public sealed record BoardOptions
{
    public required CalicoPlan Plan { get; init; }

    /// <summary>Ports at the start, in the order of their indices.</summary>
    public required IReadOnlyList<BoardPort> Ports { get; init; }

    /// <summary>Static routes beside those of the gateways.</summary>
    public IReadOnlyList<RunRoute> StaticRoutes { get; init; } = [];

    /// <summary>BGP peers whose path BFD watches.</summary>
    public IReadOnlyList<RunBfd> Bfd { get; init; } = [];

    /// <summary>Who is asked for the time.</summary>
    public IReadOnlyList<Ipv4Address> Ntp { get; init; } = [];

    /// <summary>Makes the forwarding table; null takes the core's own choice.</summary>
    public Func<IFib>? CreateFib { get; init; }

    /// <summary>Makes the fast path beside the core; null is none.</summary>
    public Func<RouterCore, IFrameForwarder>? CreateForwarder { get; init; }

    public BgpTimers Timers { get; init; } = new();

    /// <summary>Sees all BGP messages; null sees none.</summary>
    public IBgpMonitor? Monitor { get; init; }

    /// <summary>Seeds flow hashing, initial sequence numbers and timer jitter.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The board ran before and lost all it knew, what it forwarded by too: its OPENs carry the restart bit, and never
    /// the forwarding bit (RFC 4724 §4.1).
    /// </summary>
    public bool Restarting { get; init; }

    /// <summary>
    /// Nanoseconds since the Unix epoch at the board's time zero, or 0 when nobody knows the time of day.
    /// </summary>
    public long UnixTimeAtZero { get; init; }
}
