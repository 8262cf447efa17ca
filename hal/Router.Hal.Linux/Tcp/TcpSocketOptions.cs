using System.Diagnostics.CodeAnalysis;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>Socket options by the kernel's numbers.</summary>
internal static unsafe class TcpSocketOptions
{
    private const int SocketLevel = 1;
    private const int ReuseAddress = 2;
    private const int Error = 4;
    private const int Linger = 13;

    private const int IpLevel = 0;
    private const int IpTos = 1;
    private const int IpTtl = 2;
    private const int IpMinTtl = 21;
    private const int IpBindAddressNoPort = 24;

    private const int TcpLevel = 6;
    private const int TcpNoDelay = 1;
    private const int TcpQuickAck = 12;

    private const int Ipv6Level = 41;
    private const int Ipv6UnicastHops = 16;
    private const int Ipv6Only = 26;
    private const int Ipv6TrafficClass = 67;
    private const int Ipv6MinHopCount = 73;

    internal static bool TryApply(
        int descriptor, bool isV4, TcpOptions options, [NotNullWhen(false)] out string? reason)
    {
        (int level, int ttl, int least, int tos) = isV4
            ? (IpLevel, IpTtl, IpMinTtl, IpTos)
            : (Ipv6Level, Ipv6UnicastHops, Ipv6MinHopCount, Ipv6TrafficClass);

        // RFC 4271 messages are small and each waits for the other: Nagle's delay only hurts.
        bool applied = Set(descriptor, TcpLevel, TcpNoDelay, 1)
            && (options.Ttl == 0 || Set(descriptor, level, ttl, options.Ttl))
            && Set(descriptor, level, least, options.LeastTtl)
            && Set(descriptor, level, tos, options.Tos);
        reason = applied ? null : "socket options: " + Errno.Text(Errno.Last);
        return applied;
    }

    /// <summary>A listener may take its port while connections of an earlier one linger.</summary>
    internal static bool ShareAddress(int descriptor) => Set(descriptor, SocketLevel, ReuseAddress, 1);

    /// <summary>An IPv6 listener leaves IPv4 to another, so that keys and TTLs of each family are told apart.</summary>
    internal static bool RefuseMappedIpv4(int descriptor) => Set(descriptor, Ipv6Level, Ipv6Only, 1);

    /// <summary>
    /// A bound address then takes no port away from all destinations, only from the one that is dialled (ip(7)). Where
    /// the kernel does not know it, ports are merely scarcer.
    /// </summary>
    internal static void ChoosePortAtConnect(int descriptor) => _ = Set(descriptor, IpLevel, IpBindAddressNoPort, 1);

    internal static void AcknowledgeAtOnce(int descriptor) => _ = Set(descriptor, TcpLevel, TcpQuickAck, 1);

    internal static void ResetOnClose(int descriptor)
    {
        int* linger = stackalloc int[2] { 1, 0 };
        _ = Libc.setsockopt(descriptor, SocketLevel, Linger, linger, 2 * sizeof(int));
    }

    internal static int TakeError(int descriptor)
    {
        int error;
        uint length = sizeof(int);
        return Libc.getsockopt(descriptor, SocketLevel, Error, &error, &length) == 0 ? error : Errno.Last;
    }

    private static bool Set(int descriptor, int level, int option, int value) =>
        Libc.setsockopt(descriptor, level, option, &value, sizeof(int)) == 0;
}
