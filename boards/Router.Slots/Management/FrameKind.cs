namespace Router.Slots.Management;

/// <summary>What a frame of the management connection is.</summary>
public enum FrameKind : byte
{
    /// <summary>Board: who it is, and the nonce to sign. The first frame.</summary>
    Hello = 1,

    /// <summary>Client: a command and its signature. One on each connection.</summary>
    Request = 2,

    /// <summary>Client: the manifest block of the image.</summary>
    Manifest = 3,

    /// <summary>Board: send the slot's octets.</summary>
    Go = 4,

    /// <summary>Client: some of the slot's octets, in order.</summary>
    Data = 5,

    /// <summary>Board: how far it is.</summary>
    Progress = 6,

    /// <summary>Board: it does not do that, and why. The last frame.</summary>
    Refused = 7,

    /// <summary>Board: done. The last frame.</summary>
    Done = 8,
}
