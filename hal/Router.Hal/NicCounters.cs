namespace Router.Hal;

/// <summary>Monotonic counts of one NIC driver. Frames, unless the name says otherwise.</summary>
public struct NicCounters
{
    /// <summary>Handed to the caller of Receive.</summary>
    public long Received { get; set; }

    public long ReceivedOctets { get; set; }

    /// <summary>Accepted by the device.</summary>
    public long Transmitted { get; set; }

    public long TransmittedOctets { get; set; }

    /// <summary>Lost before Receive: the device or the kernel had no room.</summary>
    public long ReceiveOverruns { get; set; }

    /// <summary>Refused on receive: too long for a slot and not segmentable, or malformed offload metadata.</summary>
    public long ReceiveErrors { get; set; }

    /// <summary>Taken for transmission and dropped: too long, or the device refused it.</summary>
    public long TransmitErrors { get; set; }

    /// <summary>
    /// Oversized frames of a local kernel that the driver cut into segments (each counted once here).
    /// </summary>
    public long Segmented { get; set; }

    /// <summary>Partial checksums of a local kernel that the driver completed.</summary>
    public long ChecksumsCompleted { get; set; }

    /// <summary>Counts what another queue of the same device has counted.</summary>
    public void Add(in NicCounters other)
    {
        Received += other.Received;
        ReceivedOctets += other.ReceivedOctets;
        Transmitted += other.Transmitted;
        TransmittedOctets += other.TransmittedOctets;
        ReceiveOverruns += other.ReceiveOverruns;
        ReceiveErrors += other.ReceiveErrors;
        TransmitErrors += other.TransmitErrors;
        Segmented += other.Segmented;
        ChecksumsCompleted += other.ChecksumsCompleted;
    }
}
