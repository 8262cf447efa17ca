using System.Collections.Generic;
using System.Threading;
using Router.Wire;

namespace Router.Core.Fast;

/// <content>What the tunnel's ends come to: the ways to them, and who may send from there.</content>
internal sealed unsafe partial class WayFinder
{
    private readonly List<(Ipv4Address Remote, int Group)> _outer = new();

    /// <summary>What is known of tunnel remotes holds also after a change of routes, or is made to.</summary>
    public bool FollowRoutes()
    {
        if (!OuterRoutesHold())
        {
            return false;
        }

        foreach (ref ulong entry in Table.Remotes)
        {
            var remote = new Ipv4Address((uint)entry);
            if (entry != 0)
            {
                Volatile.Write(ref entry, IsForeign(remote, out int group) ? WayTable.RemoteEntry(remote, group) : 0);
            }
        }

        FindTunnelEnd();
        return true;
    }

    /// <summary>Notes a remote that may send to us, if the routes have nothing against it.</summary>
    public void Allow(Ipv4Address remote)
    {
        if (IsForeign(remote, out int group))
        {
            Table.Allow(remote, group);
        }
    }

    // As Learn sees it: neither local nor a broadcast address.
    private bool IsForeign(Ipv4Address address, out int group)
    {
        group = _core.Routes.Fib.Lookup(address);
        return _core.Routes.Hops.KindOf(group) is not (HopKind.Local or HopKind.Broadcast);
    }

    /// <summary>Tunnel remotes are still reached by the groups that what is in the table stands on.</summary>
    private bool OuterRoutesHold()
    {
        foreach ((Ipv4Address remote, int group) in _outer)
        {
            if (_core.Routes.Fib.Lookup(remote) != group)
            {
                return false;
            }
        }

        return true;
    }

    private void FindTunnelEnd()
    {
        Ipv4Address end = _core.Tunnel.NodeAddress;
        bool ours = _core.Routes.Hops.KindOf(_core.Routes.Fib.Lookup(end)) == HopKind.Local;
        Table.TunnelEnd = ours ? end.Value : 0;
    }

    private void LeadThroughTunnel(ref Way way, int index, Ipv4Address remote, Instant now)
    {
        int group = _core.Routes.Fib.Lookup(remote);
        _outer.Add((remote, group));
        _core.Routes.Hops.Members(group, out int first, out int count);
        if (count <= 1)
        {
            Lead(ref way, index, first, remote, now);
            return;
        }

        Way member = way;
        if (TryShare(ref way, group, count))
        {
            for (int i = 0; i < count; i++)
            {
                Way shared = member;
                Lead(ref shared, index, first + i, remote, now);
                Table.Members[way.Target + i] = shared;
            }
        }
    }
}
