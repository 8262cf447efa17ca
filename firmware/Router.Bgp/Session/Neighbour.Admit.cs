using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Which received sets are taken at all, before any policy.
internal sealed partial class Neighbour
{
    /// <summary>
    /// False for loops, for next hops that lead back here and for leaks. Otherwise the set as it is to be kept.
    /// </summary>
    private bool TryAdmit(ref int attributes)
    {
        AttributeStore store = _shared.Attributes;
        ReadOnlySpan<byte> block = store.Block(attributes);
        BgpAttributes fields = BgpAttributes.Read(block);

        // RFC 4271 §9.1.2: our own AS in the path is a loop.
        if (OccurrencesOf(LocalAs, block, fields.AsPath) > Options.AllowOwnAs)
        {
            return false;
        }

        // RFC 4456 §8: so is our own ORIGINATOR_ID, or our cluster in CLUSTER_LIST.
        BgpSpeakerOptions options = _shared.Options;
        if ((fields.Has(BgpAttributeCode.OriginatorId) && fields.OriginatorId == options.RouterId)
            || ClusterListAttribute.Contains(block, fields.ClusterList, options.ClusterId.Value))
        {
            return false;
        }

        // RFC 4271 §5.1.3: a route whose next hop is ourselves is not usable.
        if (store.NextHop(attributes) == Main.Negotiated!.LocalAddress || IsLeak(fields))
        {
            return false;
        }

        Complete(ref attributes, fields);
        return true;
    }

    // RFC 9234 §5: a route that was on its way down must not come up or across again.
    private bool IsLeak(in BgpAttributes fields) => IsExternal && fields.HasOnlyToCustomer && Options.Role switch
    {
        BgpRole.Provider or BgpRole.RouteServer => true,
        BgpRole.Peer => fields.OnlyToCustomer != Options.RemoteAs,
        _ => false,
    };

    private void Complete(ref int attributes, in BgpAttributes fields)
    {
        if (!IsExternal)
        {
            return;
        }

        // RFC 9234 §5: what comes from above or from the side is marked.
        bool marks = !fields.HasOnlyToCustomer
            && Options.Role is BgpRole.Customer or BgpRole.RouteServerClient or BgpRole.Peer;

        // RFC 8326 §4.3: a neighbour about to go gets the least preference.
        bool isLeaving = _shared.Attributes.Fields(attributes).Has(AttributeMarks.GracefulShutdown);
        if (!marks && !isLeaving)
        {
            return;
        }

        AttributeRewriter rewriter = new()
        {
            Otc = marks ? Options.RemoteAs : null,
            LocalPref = isLeaving ? 0u : null,
        };
        int completed = Rewritten(rewriter, attributes);
        _shared.Attributes.Release(attributes);
        attributes = completed;
    }

    private static int OccurrencesOf(Asn asn, OctetsIn block, BgpRange path)
    {
        int count = 0;
        AsPathSegments segments = new(block, path);
        while (segments.MoveNext())
        {
            for (int i = 0; i < segments.Count; i++)
            {
                count += segments[i] == asn ? 1 : 0;
            }
        }

        return count;
    }
}
