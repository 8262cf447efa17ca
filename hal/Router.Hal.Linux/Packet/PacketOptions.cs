namespace Router.Hal.Linux;

/// <summary>How an interface is used by a packet socket.</summary>
public sealed record PacketOptions
{
    public PacketRingKind Ring { get; init; }

    /// <summary>
    /// Frames leave past the kernel's queueing discipline: they wait nowhere, and captures on this machine do not see
    /// them.
    /// </summary>
    public bool BypassQueue { get; init; }
}

/// <summary>How the kernel hands received frames over.</summary>
public enum PacketRingKind : byte
{
    /// <summary>Each as it comes, in a slot of its own (TPACKET_V2): the least delay.</summary>
    Slots,

    /// <summary>
    /// In blocks, when one is full or a millisecond old (TPACKET_V3): fewer wake-ups under load, and frames of 64 KiB
    /// without a call for each.
    /// </summary>
    Blocks,
}
