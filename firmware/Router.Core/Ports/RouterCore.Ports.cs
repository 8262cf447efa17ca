using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <content>Ports, their addresses, and the routes that come and go with them.</content>
public sealed partial class RouterCore
{
    /// <summary>Ports that exist, in order of their index.</summary>
    public IEnumerable<CorePort> Ports
    {
        get
        {
            foreach (CorePort? port in _ports)
            {
                if (port != null)
                {
                    yield return port;
                }
            }
        }
    }

    /// <summary>Null when there is no such port, or no longer.</summary>
    public CorePort? Port(int index) => (uint)index < (uint)_ports.Count ? _ports[index] : null;

    /// <summary>Returns the index of the new port; indexes are never used again.</summary>
    /// <exception cref="ArgumentException">The MTU is below 68 or beyond a slot, or an address is no host
    /// address.</exception>
    public int AddPort(PortOptions port)
    {
        if (port.Mtu < Ipv4Header.MinimumMtu || port.Mtu > Capacity)
        {
            throw new ArgumentException($"port {port.Name}: an MTU of {port.Mtu} is not within 68 and {Capacity}");
        }

        foreach (InterfaceAddress address in port.Addresses)
        {
            Check(address);
        }

        var added = new CorePort(_ports.Count, port, Unsettle);
        _ports.Add(added);
        foreach (InterfaceAddress address in added.Addresses)
        {
            AddRoutes(added, address);
        }

        Unsettle();
        Routes.InterfaceChanged();
        return added.Index;
    }

    /// <summary>What waits for neighbours on the port is dropped; routes that used it become unusable.</summary>
    public void RemovePort(int port, Instant now)
    {
        if (Port(port) is not { } removed)
        {
            return;
        }

        _now = now;
        foreach (InterfaceAddress address in removed.Addresses)
        {
            RemoveRoutes(removed, address);
        }

        _ports[port] = null;
        Unsettle();
        Routes.InterfaceChanged();
        _neighbours.LinkLost(port, everything: true, now);
    }

    /// <summary>Connected routes exist while the link is up; other routes stay listed but unusable.</summary>
    public void SetLink(int port, bool up, Instant now)
    {
        if (Port(port) is not { } changed || changed.LinkUp == up)
        {
            return;
        }

        _now = now;
        changed.LinkUp = up;
        Unsettle();
        foreach (InterfaceAddress address in changed.Addresses)
        {
            SetConnected(changed, address, up);
        }

        Routes.InterfaceChanged();
        if (!up)
        {
            _neighbours.LinkLost(port, everything: false, now);
        }

        Report(new CoreEvent { Kind = up ? CoreEventKind.LinkUp : CoreEventKind.LinkDown, Port = port, At = now });
    }

    public void AddAddress(int port, InterfaceAddress address)
    {
        Check(address);
        if (Port(port) is { } changed && !changed.AddressList.Contains(address))
        {
            changed.AddressList.Add(address);
            Unsettle();
            AddRoutes(changed, address);
        }
    }

    public bool RemoveAddress(int port, InterfaceAddress address)
    {
        if (Port(port) is not { } changed || !changed.AddressList.Remove(address))
        {
            return false;
        }

        Unsettle();
        RemoveRoutes(changed, address);

        // What another address of the port needs stays: the subnet they share, or the address under another length.
        foreach (InterfaceAddress other in changed.Addresses)
        {
            if (other.Subnet == address.Subnet || other.Address == address.Address)
            {
                AddRoutes(changed, other);
            }
        }

        return true;
    }

    private static void Check(InterfaceAddress address)
    {
        // RFC 1122 §3.2.1.3: not this network, not a group, and in subnets of /30 and shorter not all ones.
        uint first = address.Address.Value >> 24;
        if ((uint)address.Length > 32 || first is 0 or 127 or >= 224
            || (address.Length < 31 && address.Subnet.Broadcast == address.Address))
        {
            throw new ArgumentException($"{address} is not an address for an interface");
        }
    }

    private void AddRoutes(CorePort port, InterfaceAddress address)
    {
        Routes.Add(LocalRoute(address.Address, port.Index), port.Index);
        if (port.LinkUp)
        {
            SetConnected(port, address, true);
        }
    }

    private void RemoveRoutes(CorePort port, InterfaceAddress address)
    {
        SetConnected(port, address, false);
        Routes.Remove(Prefix.Host(address.Address), RouteProtocol.Kernel, 0, port.Index);
    }

    private static Route LocalRoute(Ipv4Address address, int carrier) => new()
    {
        Prefix = Prefix.Host(address),
        Kind = RouteKind.Local,
        Protocol = RouteProtocol.Kernel,
        Scope = RouteScope.Host,
        Preference = RoutePreference.Connected,
        PreferredSource = address,
        NextHops = new[] { new NextHop(carrier, default) },
    };

    private void SetConnected(CorePort port, InterfaceAddress address, bool up)
    {
        // A /32 address has no subnet; a /31 has no broadcast (RFC 3021 §2.2).
        if (address.Length == 32)
        {
            return;
        }

        Ipv4Address source = PrimaryOf(port, address).Address;
        SetConnected(port, address.Subnet, source, RouteKind.Unicast, up);
        if (address.Length < 31)
        {
            SetConnected(port, Prefix.Host(address.Subnet.Broadcast), source, RouteKind.Broadcast, up);
        }
    }

    // As on Linux the first address of a subnet is its primary one, which packets come from.
    private static InterfaceAddress PrimaryOf(CorePort port, InterfaceAddress address)
    {
        foreach (InterfaceAddress own in port.Addresses)
        {
            if (own.Subnet == address.Subnet)
            {
                return own;
            }
        }

        return address;
    }

    private void SetConnected(CorePort port, Prefix prefix, Ipv4Address source, RouteKind kind, bool up)
    {
        if (!up)
        {
            Routes.Remove(prefix, RouteProtocol.Kernel, 0, port.Index);
            return;
        }

        Routes.Add(
            new Route
            {
                Prefix = prefix,
                Kind = kind,
                Protocol = RouteProtocol.Kernel,
                Scope = RouteScope.Link,
                Preference = RoutePreference.Connected,
                PreferredSource = source,
                NextHops = new[] { new NextHop(port.Index, default) },
            },
            port.Index);
    }

    private void TunnelAddressChanged(Ipv4Address before, Ipv4Address after)
    {
        if (!before.IsZero)
        {
            Routes.Remove(Prefix.Host(before), RouteProtocol.Kernel, 0, NextHop.Tunnel);
        }

        if (!after.IsZero)
        {
            Routes.Add(LocalRoute(after, NextHop.Tunnel), NextHop.Tunnel);
        }
    }
}
