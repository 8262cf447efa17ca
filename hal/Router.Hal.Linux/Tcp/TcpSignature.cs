using System;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// TCP MD5 signatures (RFC 2385) by the kernel: a socket has a key for each peer. Segments of a peer with a key that
/// are not signed by it vanish, a SYN too; so do signed ones of a peer without a key.
/// </summary>
internal static unsafe class TcpSignature
{
    /// <summary>Octets that the kernel takes (TCP_MD5SIG_MAXKEYLEN), and RFC 2385 §4.5 asks for.</summary>
    internal const int LongestKey = 80;

    private const int TcpLevel = 6;
    private const int Md5 = 14;
    private const int Md5Extended = 32;
    private const byte PrefixFlag = 1;

    // struct tcp_md5sig: sockaddr_storage, u8 flags, u8 prefix length, u16 key length, int interface, u8 key[80].
    private const int FlagsOffset = TcpEndpoint.StorageSize;
    private const int KeyLengthOffset = FlagsOffset + 2;
    private const int KeyOffset = FlagsOffset + 8;
    private const int Size = KeyOffset + LongestKey;

    /// <summary>Gives the socket the key of a peer, or of every peer in a prefix.</summary>
    internal static bool TryAdd(int descriptor, IpPrefix peers, string key, [NotNullWhen(false)] out string? reason)
    {
        int length = Encoding.UTF8.GetByteCount(key);
        if (length is 0 or > LongestKey)
        {
            reason = $"the password has {length} octets; 1 to {LongestKey} are possible";
            return false;
        }

        return TrySet(descriptor, peers, key, length, out reason);
    }

    /// <summary>Takes the key of a peer or a prefix away.</summary>
    internal static bool TryRemove(int descriptor, IpPrefix peers, [NotNullWhen(false)] out string? reason) =>
        TrySet(descriptor, peers, string.Empty, 0, out reason);

    // A key of no octets removes what was there (tcp(7)).
    private static bool TrySet(
        int descriptor, IpPrefix peers, string key, int length, [NotNullWhen(false)] out string? reason)
    {
        byte* request = stackalloc byte[Size];
        var octets = new Octets(request, Size);
        octets.Clear();
        new TcpEndpoint(peers.Address, 0).Write(octets[..TcpEndpoint.StorageSize]);
        if (!peers.IsHost)
        {
            octets[FlagsOffset] = PrefixFlag;
            octets[FlagsOffset + 1] = peers.Length;
        }

        BitConverter.TryWriteBytes(octets[KeyLengthOffset..], (ushort)length);
        Encoding.UTF8.GetBytes(key, octets[KeyOffset..]);
        if (Libc.setsockopt(descriptor, TcpLevel, peers.IsHost ? Md5 : Md5Extended, request, Size) == 0)
        {
            reason = null;
            return true;
        }

        reason = Errno.Last switch
        {
            Errno.Enomem => "password: no memory for more keys on one socket; raise net.core.optmem_max",
            Errno.Enoprotoopt => "password: this kernel has no TCP MD5 signatures (CONFIG_TCP_MD5SIG)",
            int error => "password: " + Errno.Text(error),
        };
        return false;
    }
}
