using Router.Wire;

namespace Router.Hal;

/// <summary>Ethernet lengths that every driver checks the same way.</summary>
public static class FrameSize
{
    public const int EthernetHeader = 14;
    public const int VlanTag = 4;

    /// <summary>
    /// Whether a wire of this MTU carries the frame: the MTU counts neither the Ethernet header nor the 802.1Q tag
    /// (IEEE 802.3 §3.2.7 gives tagged frames four octets more).
    /// </summary>
    public static bool Fits(OctetsIn frame, int mtu)
    {
        if (frame.Length < EthernetHeader)
        {
            return false;
        }

        return frame.Length <= mtu + EthernetHeader + (IsTagged(frame) ? VlanTag : 0);
    }

    /// <summary>The EtherType is an 802.1Q or 802.1ad tag.</summary>
    public static bool IsTagged(OctetsIn frame) =>
        frame.Length >= EthernetHeader && BigEndian.ReadUInt16(frame, 12) is 0x8100 or 0x88a8;

    /// <summary>Octets of a slot that a received frame may fill.</summary>
    public static int Room(IFramePool pool) => pool.SlotSize - pool.Headroom;
}
