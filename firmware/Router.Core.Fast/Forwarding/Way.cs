using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>What a lookup's group, or a member of it, means to the fast path.</summary>
internal enum WayKind : byte
{
    /// <summary>Nobody asked yet.</summary>
    Unknown,

    /// <summary>One rewrite for all packets.</summary>
    Out,

    /// <summary>Members, one of which a flow takes by its hash.</summary>
    Choice,

    /// <summary>Destinations on the link itself, each with its own rewrite.</summary>
    ByDestination,

    /// <summary>This board.</summary>
    Local,

    /// <summary>Whatever needs more than a rewrite: drops, errors, broadcasts.</summary>
    Slow,
}

/// <summary>A group, or a member of one; sixteen octets, so that four share a cache line.</summary>
[StructLayout(LayoutKind.Explicit, Size = 16)]
internal struct Way
{
    /// <summary>The flags are in <see cref="State"/> from this bit on.</summary>
    public const int FlagsShift = 8;

    /// <summary>Kind and flags as one number, the kind below: all that most packets ask about a source.</summary>
    [FieldOffset(0)]
    public ushort State;

    [FieldOffset(0)]
    public WayKind Kind;

    [FieldOffset(1)]
    public WayFlags Flags;

    /// <summary>Choice: members.</summary>
    [FieldOffset(2)]
    public ushort Count;

    /// <summary>The way back for source validation: a port or the tunnel. Not set where members differ.</summary>
    [FieldOffset(4)]
    public int Interface;

    /// <summary>Out: a rewrite. Choice: the first member. ByDestination: the hop of the core.</summary>
    [FieldOffset(8)]
    public int Target;

    /// <summary>Choice: the table that says which member each part of the flows takes.</summary>
    [FieldOffset(12)]
    public int Shares;

    /// <summary>
    /// ByDestination: a rewrite of one destination on the link, the one learned last; a port of a workload has no
    /// other. 0 for none yet, and always for the tunnel.
    /// </summary>
    [FieldOffset(12)]
    public int Last;
}
