using System;
using Router.Wire;

namespace Router.Core;

/// <content>Next hops: from what routes say to an interface and a neighbour on it.</content>
public sealed partial class RouteTable
{
    /// <summary>An interface came or went.</summary>
    internal void InterfaceChanged()
    {
        Generation++;
        if (_bulk > 0)
        {
            _underlayChanged = true;
        }
        else
        {
            Resolve(0, null);
        }
    }

    private static int StratumOf(Route route)
    {
        for (int i = 0; i < route.NextHops.Count; i++)
        {
            if (!route.NextHops[i].Gateway.IsZero && !route.NextHops[i].Onlink)
            {
                return route.Protocol == RouteProtocol.Bird ? 2 : 1;
            }
        }

        return 0;
    }

    // Resolves the sets of this stratum and above anew, and tells the forwarding table whose classes can forward and
    // whose no longer can. When only routes to one prefix changed, gateways outside of it are reached as before.
    private void Resolve(int stratum, Prefix? within)
    {
        for (; stratum < Strata; stratum++)
        {
            bool changed = false;
            for (int i = 0; i < Hops.Sets.Count; i++)
            {
                HopSet set = Hops.Sets[i];
                if (set.Identity.Stratum == stratum && (within is not { } prefix || HasGatewayIn(set, prefix)))
                {
                    changed |= Resolve(set);
                }
            }

            if (changed)
            {
                // What stands on these sets may be anywhere.
                within = null;
                _classes.Refresh();
            }
        }

        if (_classes.TakeRegrouped(out byte[] marks))
        {
            _publisher.Regroup(marks);
        }
    }

    private static bool HasGatewayIn(HopSet set, Prefix prefix)
    {
        for (int i = 0; i < set.Identity.Hops.Count; i++)
        {
            if (prefix.Contains(set.Identity.Hops[i].Gateway))
            {
                return true;
            }
        }

        return false;
    }

    // False when nothing changed.
    private bool Resolve(HopSet set)
    {
        HopSet.Key key = set.Identity;
        HopEntry single = default;
        single.Mtu = key.Mtu;
        single.Source = key.Source;
        if (key.Kind is RouteKind.Local or RouteKind.Blackhole)
        {
            // A local route names the interface that carries the address, but holds whatever that does.
            single.Kind = key.Kind == RouteKind.Local ? HopKind.Local : HopKind.Blackhole;
            _members[0] = single;
            return Hops.Store(set, _members.AsSpan(0, 1));
        }

        int count = key.Hops.Count;
        if (_members.Length < count)
        {
            _members = new HopEntry[count * 2];
        }

        for (int i = 0; i < count; i++)
        {
            _members[i] = single;
            if (TryResolve(key.Hops[i], key.Stratum, out int outInterface, out Ipv4Address gateway))
            {
                _members[i].Kind = key.Kind == RouteKind.Broadcast ? HopKind.Broadcast : HopKind.Unicast;
                _members[i].Interface = outInterface;
                _members[i].Gateway = gateway;
            }
        }

        return Hops.Store(set, _members.AsSpan(0, count));
    }

    private bool TryResolve(NextHop hop, int stratum, out int outInterface, out Ipv4Address gateway)
    {
        outInterface = hop.Interface;
        gateway = hop.Gateway;
        if (gateway.IsZero || hop.Onlink || stratum == 0)
        {
            return outInterface != NextHop.ByGateway && _interfaces.IsUsable(outInterface);
        }

        if (Match(gateway, stratum - 1, out _) is not { } below)
        {
            return false;
        }

        HopEntry via = Hops[below.Set.First];
        if (via.Kind != HopKind.Unicast)
        {
            return false;
        }

        Ipv4Address neighbour = via.Gateway.IsZero ? gateway : via.Gateway;
        if (hop.Interface != NextHop.ByGateway && (via.Interface != hop.Interface || neighbour != gateway))
        {
            // Linux: "Nexthop has invalid gateway". A gateway on a named interface must be a neighbour there.
            return false;
        }

        outInterface = via.Interface;
        gateway = neighbour;
        return _interfaces.IsUsable(outInterface);
    }
}
