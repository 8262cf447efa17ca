using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>What a connection of the kernel's is to the speaker.</summary>
internal enum SlotUse : byte
{
    Free,
    Dialling,
    Open,

    /// <summary>
    /// The speaker is done with it; what the peer still sends is read away, so that our last word arrives.
    /// </summary>
    Closing,
}

/// <summary>One connection. Slots are used again, with another generation, so that a late event finds nobody.</summary>
internal struct ConnectionSlot
{
    public TcpSocket Socket;
    public int Generation;
    public SlotUse Use;

    /// <summary>The last write did not take everything: writability is waited for.</summary>
    public bool IsBlocked;

    /// <summary>The peer that is dialled.</summary>
    public int Peer;

    /// <summary>Of a closing one: when it is given up.</summary>
    public Instant Deadline;
}
