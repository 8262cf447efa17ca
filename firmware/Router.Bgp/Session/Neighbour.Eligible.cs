using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Which paths may go to this peer at all, whatever policy says.
internal sealed partial class Neighbour
{
    private bool IsExportable(PeerTable table, in PathEntry path)
    {
        ref readonly AttributeFields fields = ref table.Rib.Attributes.Fields(path.Attributes);
        if (path.Peer != BgpPath.Local && !MayHear(table, path))
        {
            return false;
        }

        // RFC 1997: well-known communities that keep a route here. RFC 7999 §3.2: so does BLACKHOLE towards other
        // networks.
        if (fields.Has(AttributeMarks.NoAdvertise)
            || (IsExternal && fields.Has(AttributeMarks.NoExport | AttributeMarks.Blackhole)))
        {
            return false;
        }

        // RFC 9494 §4.3: not to peers that would take a stale route for a good one.
        if (((path.Flags & PathFlags.LongStale) != 0 || fields.Has(AttributeMarks.LlgrStale))
            && !Main.Negotiated!.LongLivedAware)
        {
            return false;
        }

        // RFC 9234 §5: what came from above or from the side goes down only.
        return !fields.Has(AttributeMarks.HasOtc) || !IsExternal
            || Options.Role is null or BgpRole.Provider or BgpRole.RouteServer;
    }

    // RFC 4271 §9.2, RFC 4456 §6: not back to the giver; between internal peers only from or to a client.
    private bool MayHear(PeerTable table, in PathEntry path)
    {
        RibPeer giver = table.Rib.PeerOf(path.Peer);
        return path.Peer != Index && (IsExternal || giver.IsExternal || giver.IsClient || table.In.IsClient);
    }

    /// <summary>
    /// The next hop can be told: it stays, or this speaker has an address that the session can carry.
    /// </summary>
    private bool HasNextHop(PeerTable table, ExportSource source, ref int attributes)
    {
        AttributeStore store = table.Rib.Attributes;
        bool isTold = WritesOwnNextHop(source, store.NextHop(attributes))
            ? TryOwnNextHop(table, out _)
            : CanCarry(table, store.NextHop(attributes));
        if (!isTold)
        {
            store.Release(attributes);
            attributes = AttributeStore.None;
        }

        return isTold;
    }

    // RFC 4271 §5.1.3: kept towards internal peers, our own towards external ones, unless an origination or the policy
    // has another.
    private bool WritesOwnNextHop(ExportSource source, IpAddress nextHop) => nextHop.IsZero
        || (!source.Has(ExportFlags.KeepsNextHop)
            && (IsExternal ? !source.IsLocal : Options.NextHopSelf && !source.IsInternal));

    /// <summary>This speaker's address for the family, as far as the session can carry it.</summary>
    private bool TryOwnNextHop(PeerTable table, out IpAddress address)
    {
        IpAddress session = Main.Negotiated!.LocalAddress;
        bool wantsV4 = table.Family == BgpFamily.Ipv4Unicast;
        address = session.IsV4 == wantsV4 ? session : wantsV4 ? Options.NextHopIpv4 : Options.NextHopIpv6;
        if (address.IsZero && wantsV4 && table.Agreed!.ExtendedNextHop)
        {
            // RFC 8950 §4.
            address = session;
        }

        return !address.IsZero;
    }

    private static bool CanCarry(PeerTable table, IpAddress nextHop) =>
        nextHop.IsV4 == (table.Family == BgpFamily.Ipv4Unicast) || (!nextHop.IsV4 && table.Agreed!.ExtendedNextHop);
}
