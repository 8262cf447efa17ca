using System.Collections.Generic;

namespace Router.Wire.Bgp;

/// <summary>Capability 64, graceful restart (RFC 4724 §3; the N bit: RFC 8538 §2).</summary>
public sealed class GracefulRestartCapability : BgpCapability
{
    public const int EntrySize = 4;
    public const int MaxRestartTime = 0xfff;

    private const byte RestartBit = 0x8;
    private const byte NotificationBit = 0x4;

    private readonly GracefulRestartFamily[] _families;

    /// <param name="flags">The upper four bits of the value.</param>
    /// <param name="restartTime">Seconds, at most 4095.</param>
    /// <param name="families">May be empty: the sender only helps others restart.</param>
    public GracefulRestartCapability(byte flags, int restartTime, params GracefulRestartFamily[] families)
    {
        Flags = (byte)(flags & 0xf);
        RestartTime = (ushort)(restartTime & MaxRestartTime);
        _families = families;
    }

    public GracefulRestartCapability(bool restarting, int restartTime, params GracefulRestartFamily[] families)
        : this(restarting ? RestartBit : (byte)0, restartTime, families)
    {
    }

    public override byte Code => BgpCapabilityCode.GracefulRestart;

    public override int ValueLength => 2 + (EntrySize * _families.Length);

    public byte Flags { get; }

    /// <summary>R: the sender has restarted and keeps its routes back until it has heard End-of-RIB.</summary>
    public bool Restarting => (Flags & RestartBit) != 0;

    /// <summary>N: NOTIFICATION and hold time expiry are survived too.</summary>
    public bool SurvivesNotification => (Flags & NotificationBit) != 0;

    public ushort RestartTime { get; }

    public IReadOnlyList<GracefulRestartFamily> Families => _families;

    public static GracefulRestartCapability Read(OctetsIn octets, int offset, int length)
    {
        GracefulRestartFamily[] families = new GracefulRestartFamily[(length - 2) / EntrySize];
        for (int i = 0; i < families.Length; i++)
        {
            int at = offset + 2 + (i * EntrySize);
            families[i] = new GracefulRestartFamily(
                new BgpFamily(BigEndian.ReadUInt16(octets, at), octets[at + 2]), octets[at + 3]);
        }

        return new GracefulRestartCapability((byte)(octets[offset] >> 4),
            BigEndian.ReadUInt16(octets, offset) & MaxRestartTime, families);
    }

    protected override void WriteValue(Octets destination, int offset)
    {
        BigEndian.WriteUInt16(destination, offset, (Flags << 12) | RestartTime);
        for (int i = 0; i < _families.Length; i++)
        {
            int at = offset + 2 + (i * EntrySize);
            BigEndian.WriteUInt16(destination, at, _families[i].Family.Afi);
            destination[at + 2] = _families[i].Family.Safi;
            destination[at + 3] = _families[i].Flags;
        }
    }
}
