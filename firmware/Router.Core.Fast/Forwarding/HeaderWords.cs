using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// IPv4 headers without options as words in memory. One's complement sums do not mind the order of octets (RFC 1071
/// §2 (B)), so nothing is swapped that is only summed. Little-endian machines only.
/// </summary>
internal static unsafe class HeaderWords
{
    /// <summary>Version 4, twenty octets: the low half of the first word beside the TOS.</summary>
    public const uint VersionAndLength = 0x45;

    /// <summary>Protocol 4: the high half of the word beside the TTL.</summary>
    public const uint IpipProtocol = IpProtocol.Ipip << 8;

    /// <summary>DF as it lies in memory.</summary>
    public const ushort DontFragment = 0x0040;

    /// <summary>MF and the offset as they lie in memory.</summary>
    public const ushort FragmentMask = 0xff3f;

    /// <summary>The offset of a fragment as it lies in memory.</summary>
    private const ushort OffsetMask = 0xff1f;

    // 65,535 divides 2^64 - 1 this many times; and its inverse modulo 2^64 is this less than zero.
    private const ulong Sixteens = 0x0001_0001_0001_0001;

    /// <summary>
    /// True for a header that a router forwards without a second thought: twenty octets, a sum that is right, a length
    /// that fits, a TTL to spend, addresses of hosts.
    /// </summary>
    /// <param name="ip">The header; <paramref name="room"/> octets are there.</param>
    /// <param name="room">Octets from the header on.</param>
    /// <param name="total">The total length.</param>
    /// <param name="addresses">As two numbers in memory: the source below, the destination above.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsPlain(byte* ip, int room, out int total, out ulong addresses)
    {
        total = 0;
        addresses = 0;
        if (room < Ipv4Header.Size)
        {
            return false;
        }

        ulong first = *(ulong*)ip;
        ulong second = *(ulong*)(ip + 8);
        ulong sum = (uint)first + (first >> 32) + (uint)second + (second >> 32) + *(uint*)(ip + 16);
        total = BinaryPrimitives.ReverseEndianness((ushort)(first >> 16));
        addresses = BitOperations.RotateRight(BinaryPrimitives.ReverseEndianness(*(ulong*)(ip + 12)), 32);

        // All of it holds for nearly every packet: branches that are guessed right cost less than answers gathered.
        return (byte)first == VersionAndLength && IsMultiple(sum)
            && (uint)(total - Ipv4Header.Size) <= (uint)(room - Ipv4Header.Size)
            && (byte)second > 1
            && IsOrdinary((uint)addresses) && IsOrdinary((uint)(addresses >> 32))
            && ((*(ushort*)(ip + Ipv4Header.FragmentOffset) & OffsetMask) == 0 || EndsInTime(ip, total));
    }

    /// <summary>Takes one from the TTL (RFC 1812 §5.3.1), the checksum by RFC 1624.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void DecrementTtl(byte* ip)
    {
        // Equation 3 adds ~m + m', which is 0xfeff whatever the TTL was, to the complement of the checksum: one more in
        // the checksum itself, as it lies in memory, with the carry around its end.
        uint word = *(uint*)(ip + Ipv4Header.TtlOffset);
        uint next = word + 0xffff;
        if (word >= 0xfffe_0000)
        {
            next += 0x1_0000;
        }

        *(uint*)(ip + Ipv4Header.TtlOffset) = next;
    }

    /// <summary>Sets the TOS, the checksum by RFC 1624.</summary>
    public static void SetTos(byte* ip, byte tos)
    {
        ushort before = *(ushort*)ip;
        ip[Ipv4Header.TosOffset] = tos;
        ushort* checksum = (ushort*)(ip + Ipv4Header.ChecksumOffset);
        *checksum = (ushort)Finish((uint)(ushort)~*checksum + (ushort)~before + *(ushort*)ip);
    }

    /// <summary>
    /// Writes an outer header in front of the packet, field by field as <see cref="Ipip.Outer"/> has it, and returns
    /// where it starts.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Encapsulate(byte* inner, int total, Rewrite* rewrite, ushort identification)
    {
        byte* ip = inner - Ipip.Overhead;
        uint first = VersionAndLength | ((uint)Ecn.Encapsulate(inner[Ipv4Header.TosOffset]) << 8)
            | ((uint)BinaryPrimitives.ReverseEndianness((ushort)(total + Ipip.Overhead)) << 16);
        uint second = BinaryPrimitives.ReverseEndianness(identification)
            | ((uint)(*(ushort*)(inner + Ipv4Header.FragmentOffset) & DontFragment) << 16);
        uint ttl = inner[Ipv4Header.TtlOffset];
        uint checksum = Finish(
            rewrite->OuterSum + (first >> 16) + (first & 0xff00) + Sum(second) + ttl);
        *(ulong*)ip = first | ((ulong)second << 32);
        *(uint*)(ip + Ipv4Header.TtlOffset) = ttl | IpipProtocol | (checksum << 16);
        *(ulong*)(ip + Ipv4Header.SourceOffset) = rewrite->OuterAddresses;
        return ip;
    }

    /// <summary>The two halves of a word added.</summary>
    public static uint Sum(uint word) => (word & 0xffff) + (word >> 16);

    // Folds and complements, as InternetChecksum does; what is summed is never all zeros.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Finish(uint sum)
    {
        sum = (sum & 0xffff) + (sum >> 16);
        sum = (sum & 0xffff) + (sum >> 16);
        return ~sum & 0xffff;
    }

    // A sum of octet pairs is all ones, the zero of one's complement, when 65,535 divides it; it is not zero itself. A
    // multiple times the inverse is the quotient, any other number is more than the largest quotient there is.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsMultiple(ulong sum) => unchecked(sum * (0 - Sixteens)) <= Sixteens;

    // A fragment that reaches beyond 65,535 octets attacks its receiver.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool EndsInTime(byte* ip, int total)
    {
        ushort field = BinaryPrimitives.ReverseEndianness(*(ushort*)(ip + Ipv4Header.FragmentOffset));
        return ((field & 0x1fff) * 8) + total <= Ipv4Header.MaxTotalLength;
    }

    // RFC 1812 §5.3.7: neither 0/8 nor 127/8 nor 224/3, and RFC 3927 §2.7: not link-local.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsOrdinary(uint address) =>
        (address >> 24) - 1 < 223 && address >> 24 != 127 && address >> 16 != 0xa9fe;
}
