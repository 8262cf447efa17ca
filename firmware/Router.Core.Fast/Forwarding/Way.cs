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
[StructLayout(LayoutKind.Sequential, Size = 16)]
internal struct Way
{
    public WayKind Kind;
    public WayFlags Flags;

    /// <summary>Choice: members.</summary>
    public ushort Count;

    /// <summary>The way back for source validation: a port or the tunnel. Not set where members differ.</summary>
    public int Interface;

    /// <summary>Out: a rewrite. Choice: the first member. ByDestination: the hop of the core.</summary>
    public int Target;

    /// <summary>Choice: the table that says which member each part of the flows takes.</summary>
    public int Shares;
}
