namespace Router.Hal.Linux.Xdp;

/// <summary>How an interface is used by AF_XDP.</summary>
public sealed record XdpOptions
{
    public XdpMode Mode { get; init; }

    public XdpPass Pass { get; init; } = XdpPass.Default;

    /// <summary>Whether partial checksums of a local kernel are looked for; null: where the device is such.</summary>
    public bool? CompleteChecksums { get; init; }

    /// <summary>Slots that wait in the device for frames; 0: a quarter of the pool, at most 4096.</summary>
    public int FillSlots { get; init; }
}

/// <summary>Who copies a frame between the device and the board's pool.</summary>
public enum XdpMode : byte
{
    /// <summary>Nobody if the driver can, else the kernel.</summary>
    Auto,

    /// <summary>The kernel.</summary>
    Copy,

    /// <summary>Nobody; refused where the driver cannot.</summary>
    ZeroCopy,
}
