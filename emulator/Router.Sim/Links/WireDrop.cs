namespace Router.Sim;

/// <summary>Why a wire lost a frame. One reason per frame.</summary>
public enum WireDrop : byte
{
    None = 0,

    /// <summary>The cable was unplugged when the frame was sent, or was cut while it was on its way.</summary>
    CarrierDown = 1,

    /// <summary>Longer than the link's MTU.</summary>
    Mtu = 2,

    /// <summary>The queue in front of a rate-limited link was full.</summary>
    QueueFull = 3,

    /// <summary>Random, periodic or bursty loss.</summary>
    Loss = 4,

    /// <summary>The receiving node had crashed.</summary>
    NodeDown = 5,

    /// <summary>The receiving node's pool had no free slot, or its slots are too small.</summary>
    NoSlot = 6,
}
