using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// What the parts of one speaker share: tables, scheduling, randomness. It has no behaviour of its own.
/// </summary>
internal sealed class SpeakerShared
{
    public SpeakerShared(BgpSpeakerOptions options)
    {
        Options = options;
        Jitter = new RandomStream(options.Seed, "bgp.jitter");
        IsDeferring = options is { Restarting: true, ForwardingKept: true };
    }

    public BgpSpeakerOptions Options { get; }

    public LocRib Rib { get; } = new();

    public RandomStream Jitter { get; }

    public DeadlineHeap Deadlines { get; } = new();

    /// <summary>Peers with something to do at the next Poll, in the order in which they got it.</summary>
    public IndexQueue Ready { get; } = new();

    /// <summary>Found by the transport's number only, never enumerated: hash order must not matter.</summary>
    public Dictionary<long, Connection> Connections { get; } = [];

    /// <summary>Connections without a session, on their way out.</summary>
    public List<Connection> Closing { get; } = [];

    public List<BgpPeerChange> Events { get; } = [];

    /// <summary>Route selection waits for the peers' End-of-RIB (RFC 4724 §4.1).</summary>
    public bool IsDeferring { get; set; }

    /// <summary>A peer did something that may end the deferral.</summary>
    public bool DeferralMayEnd { get; set; }

    /// <summary>For one attribute block at a time.</summary>
    public byte[] Scratch { get; } = new byte[BgpMessage.MaxSize * 2];

    /// <summary>RFC 4271 §10: 75 to 100 % of the base value.</summary>
    public Duration Jittered(Duration value) => Jitter.NextDuration(value * 3 / 4, value);
}
