using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Tables a slot at a time: what looks at a full table does so over many turns, and copies nothing.
public sealed partial class BgpSpeaker
{
    /// <summary>
    /// Slots of a family's table. A prefix keeps its slot while it has paths; one that comes late may get a slot that a
    /// walk has passed.
    /// </summary>
    public int RouteSlots(BgpFamily family) => RibOf(family)?.Prefixes.High ?? 0;

    /// <summary>What is in the slot, or null.</summary>
    public BgpRouteView? RouteAt(BgpFamily family, int slot) =>
        RibOf(family) is { } rib && slot < rib.Prefixes.High && !rib.Prefixes.IsFree(slot) ? RouteOf(rib, slot) : null;

    /// <summary>The route to exactly this prefix, or null.</summary>
    public BgpRouteView? Route(IpPrefix prefix)
    {
        LocRib rib = _shared.RibOf(prefix.IsV4);
        int slot = rib.Prefixes.Find(prefix);
        return slot < 0 ? null : RouteOf(rib, slot);
    }

    /// <summary>The route with the longest prefix that holds the address, or null.</summary>
    public BgpRouteView? RouteFor(IpAddress address)
    {
        for (int length = address.Bits; length >= 0; length--)
        {
            if (Route(IpPrefix.Containing(address, length)) is { } route)
            {
                return route;
            }
        }

        return null;
    }

    /// <summary>Adds what the peer has from us of the prefix in a slot.</summary>
    public void AddAdvertised(int peer, BgpFamily family, int slot, List<BgpAdvertised> routes)
    {
        if (RibOf(family) is { } rib && slot < rib.Prefixes.High && !rib.Prefixes.IsFree(slot))
        {
            _neighbours[peer].AddAdvertised(rib, slot, routes);
        }
    }

    /// <summary>True when the peer has this very path from us.</summary>
    public bool IsAdvertised(int peer, IpPrefix prefix, in BgpPath path)
    {
        LocRib rib = _shared.RibOf(prefix.IsV4);
        int slot = rib.Prefixes.Find(prefix);
        return slot >= 0 && _neighbours[peer].HasTold(rib, slot, path.Peer, path.PathId);
    }

    private LocRib? RibOf(BgpFamily family)
    {
        foreach (LocRib rib in _shared.Ribs)
        {
            if (rib.Family == family)
            {
                return rib;
            }
        }

        return null;
    }
}
