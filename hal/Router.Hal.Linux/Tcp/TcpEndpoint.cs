using System;
using System.Buffers.Binary;
using System.Globalization;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>One end of a TCP connection.</summary>
/// <param name="Address">Zero of its family: any address of the machine, or the one that routing picks.</param>
/// <param name="Port">0: any.</param>
/// <param name="Scope">Index of the interface that an IPv6 link-local address belongs to; 0 elsewhere.</param>
public readonly record struct TcpEndpoint(IpAddress Address, ushort Port, uint Scope = 0)
{
    internal const int Ipv4Family = 2;
    internal const int Ipv6Family = 10;

    /// <summary>struct sockaddr_storage: room for either family.</summary>
    internal const int StorageSize = 128;

    private const int Ipv4Size = 16;
    private const int Ipv6Size = 28;

    internal int Family => Address.IsV4 ? Ipv4Family : Ipv6Family;

    public override string ToString() => Address.IsV4
        ? string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}")
        : string.Create(CultureInfo.InvariantCulture, $"[{Address}]:{Port}");

    /// <summary>Writes struct sockaddr_in or sockaddr_in6 and says how long it is.</summary>
    internal uint Write(Octets address)
    {
        address.Clear();
        BitConverter.TryWriteBytes(address, (ushort)Family);
        BinaryPrimitives.WriteUInt16BigEndian(address[2..], Port);
        if (Address.IsV4)
        {
            Address.Write(address, 4);
            return Ipv4Size;
        }

        // Port and family; flow information; the address; the scope in host order.
        Address.Write(address, 8);
        BitConverter.TryWriteBytes(address[24..], Scope);
        return Ipv6Size;
    }

    internal static TcpEndpoint Read(OctetsIn address)
    {
        ushort port = BinaryPrimitives.ReadUInt16BigEndian(address[2..]);
        return BitConverter.ToUInt16(address) == Ipv4Family
            ? new TcpEndpoint(IpAddress.ReadV4(address, 4), port)
            : new TcpEndpoint(IpAddress.ReadV6(address, 8), port, BitConverter.ToUInt32(address[24..]));
    }
}
