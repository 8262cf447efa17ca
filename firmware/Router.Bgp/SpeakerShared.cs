using System;
using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>
/// What the parts of one speaker share: tables, scheduling, randomness. It has no behaviour of its own.
/// </summary>
internal sealed class SpeakerShared
{
    private byte[] _scratch = new byte[1024];
    private byte[] _secondScratch = Array.Empty<byte>();

    public SpeakerShared(BgpSpeakerOptions options)
    {
        Options = options;
        Attributes = new AttributeStore(options.Seed);
        Ribs =
        [
            new LocRib(BgpFamily.Ipv4Unicast, Attributes, options.Seed),
            new LocRib(BgpFamily.Ipv6Unicast, Attributes, options.Seed),
        ];
        foreach (LocRib rib in Ribs)
        {
            rib.Tap = options.Monitor is { } monitor ? new RibTap(monitor, this) : null;
        }

        Jitter = new RandomStream(options.Seed, "bgp.jitter");
        IsDeferring = options is { Restarting: true, ForwardingKept: true };
    }

    public BgpSpeakerOptions Options { get; }

    /// <summary>Of all families: a set says nothing of one.</summary>
    public AttributeStore Attributes { get; }

    /// <summary>One table a family; one that nobody speaks stays empty.</summary>
    public LocRib[] Ribs { get; }

    /// <summary>For one export at a time.</summary>
    public ExportBatch Batch { get; } = new();

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

    /// <summary>When the first peer was added.</summary>
    public Instant StartedAt { get; set; } = Instant.Never;

    /// <summary>The time of the last call from outside.</summary>
    public Instant Now { get; set; }

    /// <summary>A session came up and has its table to be sent.</summary>
    public bool HasNewSession { get; set; }

    public LocRib RibOf(bool isV4) => Ribs[isV4 ? 0 : 1];

    /// <summary>Room for one attribute block.</summary>
    public Span<byte> ScratchOf(int size) => Room(ref _scratch, size);

    /// <summary>Room for what is made of the block in the other one.</summary>
    public Span<byte> SecondScratchOf(int size) => Room(ref _secondScratch, size);

    /// <summary>RFC 4271 §10: 75 to 100 % of the base value.</summary>
    public Duration Jittered(Duration value) => Jitter.NextDuration(value * 3 / 4, value);

    private static Span<byte> Room(ref byte[] room, int size)
    {
        if (room.Length < size)
        {
            // At most some multiple of the longest message, once.
            room = new byte[Math.Max(size, room.Length * 2)];
        }

        return room.AsSpan(0, size);
    }
}
