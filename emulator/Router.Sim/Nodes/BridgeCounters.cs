namespace Router.Sim;

/// <summary>
/// What became of frames a bridge received: received = forwarded + flooded + dropped (all reasons) + held. Copies made
/// for flooding are counted apart: transmitted = forwarded + flooded + copied.
/// </summary>
public struct BridgeCounters
{
    public long Received { get; internal set; }

    /// <summary>Sent to the one port where the destination was learned.</summary>
    public long Forwarded { get; internal set; }

    /// <summary>Sent to more than one port, or to the only other one without knowing the destination.</summary>
    public long Flooded { get; internal set; }

    /// <summary>Extra frames that flooding needed.</summary>
    public long Copied { get; internal set; }

    /// <summary>
    /// Copies that were not made because the pool was empty; the frame still left through other ports.
    /// </summary>
    public long CopiesMissed { get; internal set; }

    public long Transmitted { get; internal set; }

    /// <summary>The destination is on the port the frame came from.</summary>
    public long DroppedSamePort { get; internal set; }

    /// <summary>No other port has carrier.</summary>
    public long DroppedNoPort { get; internal set; }

    /// <summary>Shorter than an Ethernet header, or from a group address.</summary>
    public long DroppedMalformed { get; internal set; }

    /// <summary>To an address that bridges never forward (IEEE 802.1Q §8.6.3).</summary>
    public long DroppedReserved { get; internal set; }

    public readonly long Dropped => DroppedSamePort + DroppedNoPort + DroppedMalformed + DroppedReserved;
}
