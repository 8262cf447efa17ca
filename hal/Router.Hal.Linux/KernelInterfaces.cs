using System.Collections.Generic;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>Reads the network interfaces of this thread's network namespace.</summary>
public static class KernelInterfaces
{
    private const byte Ipv4 = 2;
    private const byte Ipv6 = 10;
    private const ushort Ethernet = 1; // ARPHRD_ETHER

    /// <summary>All interfaces in the kernel's order.</summary>
    public static IReadOnlyList<KernelInterface> List()
    {
        var links = new List<KernelInterface>();
        var addresses = new Dictionary<int, List<string>>();
        var ipv6 = new Dictionary<int, List<KernelAddress>>();
        var subnets = new Dictionary<int, List<IpPrefix>>();
        using var netlink = new Netlink(0);
        netlink.Dump(Netlink.GetLink, (type, body) =>
        {
            if (type == Netlink.NewLink && body.Length >= 16)
            {
                links.Add(ReadLink(body));
            }
        });
        netlink.Dump(Netlink.GetAddress, (type, body) =>
        {
            if (type != Netlink.NewAddress || body.Length < 8)
            {
                return;
            }

            int index = MemoryMarshal.Read<int>(body[4..]);
            if (ReadAnyAddress(body) is var (own, subnet))
            {
                Add(subnets, index, subnet);
                if (!own.Address.IsV4)
                {
                    Add(ipv6, index, own);
                }
            }

            if (body[0] == Ipv4 && ReadAddress(body) is string address)
            {
                Add(addresses, index, address);
            }
        });

        for (int i = 0; i < links.Count; i++)
        {
            int index = links[i].Index;
            links[i] = links[i] with
            {
                Ipv4Addresses = addresses.TryGetValue(index, out List<string>? list) ? list : [],
                Ipv6Addresses = ipv6.TryGetValue(index, out List<KernelAddress>? own) ? own : [],
                Subnets = subnets.TryGetValue(index, out List<IpPrefix>? reached) ? reached : [],
                HasIpv6 = ipv6.ContainsKey(index),
            };
        }

        return links;
    }

    private static void Add<T>(Dictionary<int, List<T>> lists, int index, T item)
    {
        if (!lists.TryGetValue(index, out List<T>? list))
        {
            lists[index] = list = [];
        }

        list.Add(item);
    }

    public static KernelInterface? Find(string name)
    {
        foreach (KernelInterface candidate in List())
        {
            if (candidate.Name == name)
            {
                return candidate;
            }
        }

        return null;
    }

    // struct ifinfomsg: family, pad, u16 type, s32 index, u32 flags, u32 change; then attributes.
    private static KernelInterface ReadLink(OctetsIn body)
    {
        uint flags = MemoryMarshal.Read<uint>(body[8..]);
        string name = "";
        int mtu = 0;
        MacAddress mac = default;
        var attributes = new NetlinkAttributes(body[16..]);
        while (attributes.MoveNext())
        {
            OctetsIn value = attributes.Value;
            switch (attributes.Type)
            {
                case 1 when value.Length == MacAddress.Size: // IFLA_ADDRESS
                    mac = MacAddress.Read(value, 0);
                    break;
                case 3 when value.Length > 0: // IFLA_IFNAME
                    name = Encoding.UTF8.GetString(value[..^1]); // less the terminating zero
                    break;
                case 4 when value.Length >= 4: // IFLA_MTU
                    mtu = MemoryMarshal.Read<int>(value);
                    break;
            }
        }

        return new KernelInterface(MemoryMarshal.Read<int>(body[4..]), name, mtu, mac, (flags & InterfaceFlags.Up) != 0,
            (flags & InterfaceFlags.Running) != 0)
        {
            IsEthernet = MemoryMarshal.Read<ushort>(body[2..]) == Ethernet,
        };
    }

    // On a point-to-point link IFA_ADDRESS is the other side's, whose subnet is on it, and IFA_LOCAL the interface's
    // own.
    private static (KernelAddress Own, IpPrefix Subnet)? ReadAnyAddress(OctetsIn body)
    {
        IpAddress? there = null;
        IpAddress? own = null;
        var attributes = new NetlinkAttributes(body[8..]);
        while (attributes.MoveNext())
        {
            IpAddress? address = (body[0], attributes.Value.Length) switch
            {
                (Ipv6, Ipv6Address.Size) => IpAddress.ReadV6(attributes.Value, 0),
                (Ipv4, Ipv4Address.Size) => IpAddress.ReadV4(attributes.Value, 0),
                _ => null,
            };
            there = attributes.Type == 1 ? address : there;
            own = attributes.Type == 2 ? address : own;
        }

        there ??= own;
        own ??= there;
        return own is { } found && there is { } reached
            ? (new KernelAddress(found, body[1]), IpPrefix.Containing(reached, body[1]))
            : null;
    }

    // struct ifaddrmsg: family, prefix length, flags, scope, u32 index; then attributes.
    private static string? ReadAddress(OctetsIn body)
    {
        string? address = null;
        var attributes = new NetlinkAttributes(body[8..]);
        while (attributes.MoveNext())
        {
            // IFA_LOCAL is the interface's own; IFA_ADDRESS is the peer's on a point-to-point link.
            if (attributes.Type == 2 && attributes.Value.Length == Ipv4Address.Size)
            {
                address = string.Create(CultureInfo.InvariantCulture,
                    $"{Ipv4Address.Read(attributes.Value, 0)}/{body[1]}");
            }
        }

        return address;
    }
}
