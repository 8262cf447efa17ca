using System;

namespace Router.Bfd;

/// <summary>
/// The mandatory section of a control packet (RFC 5880 §4.1). Intervals are in microseconds, as on the wire.
/// </summary>
public readonly record struct BfdPacket
{
    public const int Size = 24;

    /// <summary>With the two octets that every authentication section begins with.</summary>
    public const int AuthenticatedSize = 26;

    private const byte CurrentVersion = 1;
    private const byte PollBit = 0x20;
    private const byte FinalBit = 0x10;
    private const byte IndependentBit = 0x08;
    private const byte AuthenticationBit = 0x04;
    private const byte DemandBit = 0x02;
    private const byte MultipointBit = 0x01;

    public BfdDiagnostic Diagnostic { get; init; }

    public BfdState State { get; init; }

    public bool Poll { get; init; }

    public bool Final { get; init; }

    /// <summary>The sender's BFD outlives its control plane.</summary>
    public bool ControlPlaneIndependent { get; init; }

    /// <summary>An authentication section follows, which is not read here.</summary>
    public bool Authenticated { get; init; }

    public bool Demand { get; init; }

    public byte DetectMult { get; init; }

    public uint MyDiscriminator { get; init; }

    public uint YourDiscriminator { get; init; }

    public uint DesiredMinTx { get; init; }

    public uint RequiredMinRx { get; init; }

    public uint RequiredMinEchoRx { get; init; }

    /// <summary>
    /// Reads a UDP payload by the rules of RFC 5880 §6.8.6 that need no session, in their order; the first that is
    /// broken is the answer.
    /// </summary>
    public static BfdDiscard Read(ReadOnlySpan<byte> payload, out BfdPacket packet)
    {
        packet = default;
        if (payload.Length < Size)
        {
            return BfdDiscard.Truncated;
        }

        if (payload[0] >> 5 != CurrentVersion)
        {
            return BfdDiscard.Version;
        }

        byte flags = payload[1];
        bool authenticated = (flags & AuthenticationBit) != 0;
        int length = payload[3];
        if (length < (authenticated ? AuthenticatedSize : Size))
        {
            return BfdDiscard.Length;
        }

        if (length > payload.Length)
        {
            return BfdDiscard.Payload;
        }

        packet = new BfdPacket
        {
            Diagnostic = (BfdDiagnostic)(payload[0] & 31),
            State = (BfdState)(flags >> 6),
            Poll = (flags & PollBit) != 0,
            Final = (flags & FinalBit) != 0,
            ControlPlaneIndependent = (flags & IndependentBit) != 0,
            Authenticated = authenticated,
            Demand = (flags & DemandBit) != 0,
            DetectMult = payload[2],
            MyDiscriminator = BigEndian.ReadUInt32(payload, 4),
            YourDiscriminator = BigEndian.ReadUInt32(payload, 8),
            DesiredMinTx = BigEndian.ReadUInt32(payload, 12),
            RequiredMinRx = BigEndian.ReadUInt32(payload, 16),
            RequiredMinEchoRx = BigEndian.ReadUInt32(payload, 20),
        };
        return packet.DetectMult == 0 ? BfdDiscard.DetectMult
            : (flags & MultipointBit) != 0 ? BfdDiscard.Multipoint
            : packet.MyDiscriminator == 0 ? BfdDiscard.MyDiscriminator
            : BfdDiscard.None;
    }

    /// <summary>Writes <see cref="Size"/> octets, without an authentication section.</summary>
    public void Write(Span<byte> octets)
    {
        octets[0] = (byte)((CurrentVersion << 5) | ((byte)Diagnostic & 31));
        octets[1] = (byte)(((byte)State << 6)
            | (Poll ? PollBit : 0)
            | (Final ? FinalBit : 0)
            | (ControlPlaneIndependent ? IndependentBit : 0)
            | (Demand ? DemandBit : 0));
        octets[2] = DetectMult;
        octets[3] = Size;
        BigEndian.WriteUInt32(octets, 4, MyDiscriminator);
        BigEndian.WriteUInt32(octets, 8, YourDiscriminator);
        BigEndian.WriteUInt32(octets, 12, DesiredMinTx);
        BigEndian.WriteUInt32(octets, 16, RequiredMinRx);
        BigEndian.WriteUInt32(octets, 20, RequiredMinEchoRx);
    }
}
