namespace Router.Hal.Linux;

/// <summary>One filled slot of a receive ring, in place. The virtio header precedes <see cref="Start"/>.</summary>
internal readonly unsafe struct RingFrame
{
    /// <summary>TP_STATUS_COPY.</summary>
    internal const uint QueuedFlag = 2;

    internal RingFrame(byte* start, int length, int captured, uint status, ushort vlanTci, ushort vlanTpid)
    {
        Start = start;
        Length = length;
        Captured = captured;
        Status = status;
        VlanTci = vlanTci;
        VlanTpid = vlanTpid;
    }

    internal byte* Start { get; }

    /// <summary>Length on the wire.</summary>
    internal int Length { get; }

    /// <summary>Octets of it in the slot.</summary>
    internal int Captured { get; }

    internal uint Status { get; }

    internal ushort VlanTci { get; }

    internal ushort VlanTpid { get; }

    /// <summary>The whole frame waits in the socket's queue.</summary>
    internal bool WaitsInQueue => (Status & QueuedFlag) != 0;

    /// <summary>TP_STATUS_VLAN_VALID: the kernel took an 802.1Q tag off.</summary>
    internal bool HasVlanTag => (Status & 0x10) != 0;

    /// <summary>The tag's EtherType, where the kernel tells (TP_STATUS_VLAN_TPID_VALID).</summary>
    internal ushort TagType => (Status & 0x40) != 0 ? VlanTpid : (ushort)0x8100;
}
