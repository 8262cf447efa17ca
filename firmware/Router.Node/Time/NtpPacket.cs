using System;
using System.Buffers.Binary;
using Router.Wire;

namespace Router.Node;

/// <summary>The 48 octets of an NTP packet (RFC 5905 §7.3), as far as a simple client has use for them (§14).</summary>
internal readonly ref struct NtpPacket
{
    public const int Size = 48;

    /// <summary>The server's own port, too.</summary>
    public const ushort Port = 123;

    private const byte Version = 4;
    private const byte ClientMode = 3;
    private const byte ServerMode = 4;
    private const byte NotSynchronised = 3;
    private const byte WorstStratum = 15;

    // In the 16.16 fixed point of the root's delay and dispersion.
    private const uint OneSecond = 1 << 16;

    // From 1900, where NTP counts from, to 1970.
    private const long UnixEpoch = 2_208_988_800;

    private readonly ReadOnlySpan<byte> _octets;

    private NtpPacket(ReadOnlySpan<byte> octets) => _octets = octets;

    public byte Stratum => _octets[1];

    /// <summary>Stratum 0 says that the server would rather not (RFC 5905 §7.4).</summary>
    public bool IsKiss => Stratum == 0;

    /// <summary>Four letters such as <c>RATE</c>, in a kiss.</summary>
    public ReadOnlySpan<byte> KissCode => _octets.Slice(12, 4);

    /// <summary>What the request had for its transmit time.</summary>
    public ulong Origin => Stamp(24);

    public ulong Received => Stamp(32);

    public ulong Transmitted => Stamp(40);

    /// <summary>True when its time may be taken: the checks of RFC 4330 §5, but for that of the origin.</summary>
    public bool IsUsable => _octets[0] >> 6 != NotSynchronised && Stratum is > 0 and <= WorstStratum
        && Received != 0 && Transmitted != 0 && RootDelay < OneSecond && RootDispersion < OneSecond;

    private uint RootDelay => BinaryPrimitives.ReadUInt32BigEndian(_octets[4..]);

    private uint RootDispersion => BinaryPrimitives.ReadUInt32BigEndian(_octets[8..]);

    /// <summary>False for all that is no server's answer of version 3 or 4. What follows the 48 octets is passed over.
    /// </summary>
    public static bool TryParse(ReadOnlySpan<byte> octets, out NtpPacket packet)
    {
        bool isAnswer = octets.Length >= Size && (octets[0] & 7) == ServerMode && ((octets[0] >> 3) & 7) is 3 or 4;
        packet = isAnswer ? new NtpPacket(octets[..Size]) : default;
        return isAnswer;
    }

    /// <summary>
    /// A request. Its transmit time is a random number: the server gives it back, and nobody who does not see it can
    /// answer; what time we believe it is stays with us.
    /// </summary>
    public static void WriteRequest(Span<byte> octets, ulong nonce)
    {
        octets[..Size].Clear();
        octets[0] = (Version << 3) | ClientMode;
        BinaryPrimitives.WriteUInt64BigEndian(octets[40..], nonce);
    }

    /// <summary>Nanoseconds since 1970. A first bit of 0 is of the era that begins in 2036 (RFC 4330 §3).</summary>
    public static long UnixTime(ulong stamp)
    {
        long seconds = (long)(stamp >> 32) + (stamp >> 63 == 0 ? 1L << 32 : 0) - UnixEpoch;
        return (seconds * Duration.NanosecondsPerSecond)
            + (long)(((stamp & uint.MaxValue) * (ulong)Duration.NanosecondsPerSecond) >> 32);
    }

    private ulong Stamp(int at) => BinaryPrimitives.ReadUInt64BigEndian(_octets[at..]);
}
