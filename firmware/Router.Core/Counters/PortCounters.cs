namespace Router.Core;

/// <summary>Monotonic counts of one port, in frames and octets of frames.</summary>
public sealed class PortCounters
{
    public long Received { get; internal set; }

    public long ReceivedOctets { get; internal set; }

    /// <summary>Handed to the output queue of the port.</summary>
    public long Transmitted { get; internal set; }

    public long TransmittedOctets { get; internal set; }

    /// <summary>Received on this port and dropped, for any reason.</summary>
    public long Dropped { get; internal set; }
}
