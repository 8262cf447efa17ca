using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// What the session makes of an attribute set on its way out.
internal sealed partial class Neighbour
{
    private IpAddress _transformedNextHop;

    /// <summary>The block as this peer gets it, in scratch memory; once for all prefixes that share it.</summary>
    private ReadOnlySpan<byte> Transform(PeerTable table, int attributes, ExportSource source)
    {
        ReadOnlySpan<byte> written = Rewrite(table, attributes, source);
        return Main.Negotiated!.FourOctetAs ? written : InTwoOctets(written);
    }

    private ReadOnlySpan<byte> Rewrite(PeerTable table, int attributes, ExportSource source)
    {
        AttributeStore store = table.Rib.Attributes;
        ref readonly AttributeFields fields = ref store.Fields(attributes);
        AttributeRewriter rewriter = IsExternal ? ToExternal(fields, source) : ToInternal(table, fields, source);
        IpAddress nextHop = store.NextHop(attributes);
        if (WritesOwnNextHop(source, nextHop) && TryOwnNextHop(table, out IpAddress own))
        {
            rewriter.NextHop = nextHop = own;

            // RFC 2545 §3: the link-local address goes along to peers on the same link.
            if (!own.IsV4 && !Options.LinkLocal.IsZero)
            {
                rewriter.LinkLocal = Options.LinkLocal;
            }
        }

        _transformedNextHop = nextHop;
        rewriter.IsForwarded = !source.IsLocal;
        rewriter.DropLinkLocal = true;
        rewriter.AddLlgrStale = source.Has(ExportFlags.LongStale);
        ReadOnlySpan<byte> block = store.Block(attributes);
        Span<byte> target = _shared.ScratchOf(rewriter.Bound(block.Length));
        return target.Slice(0, rewriter.Write(target, block));
    }

    private ReadOnlySpan<byte> InTwoOctets(ReadOnlySpan<byte> block)
    {
        AttributeRewriter rewriter = new() { TwoOctetAs = true };
        Span<byte> target = _shared.SecondScratchOf(rewriter.Bound(block.Length));
        return target.Slice(0, rewriter.Write(target, block));
    }

    private AttributeRewriter ToInternal(PeerTable table, in AttributeFields fields, ExportSource source)
    {
        // RFC 4271 §5.1.5: LOCAL_PREF goes to every internal peer.
        AttributeRewriter rewriter = new() { LocalPref = fields.LocalPref };
        if (source.IsInternal)
        {
            // RFC 4456 §8: who brought the route into the AS, and every cluster that it passed.
            rewriter.OriginatorId = table.Rib.PeerOf(source.Peer).RouterId;
            rewriter.PrependCluster = _shared.Options.ClusterId.Value;
        }

        return rewriter;
    }

    private AttributeRewriter ToExternal(in AttributeFields fields, ExportSource source) => new()
    {
        // RFC 4271 §5.1.4: a MED that was received goes no further; §5.1.5: nor does LOCAL_PREF.
        DropMed = !source.IsLocal && !source.Has(ExportFlags.KeepsMed),
        DropLocalPref = true,
        DropReflection = true,

        // RFC 4360 §6.
        DropNonTransitive = true,

        // RFC 4271 §5.1.2.
        PrependAs = LocalAs,
        PrependCount = 1,

        // RFC 9234 §5: what goes down or to the side carries a mark that keeps it from coming up again.
        Otc = !fields.Has(AttributeMarks.HasOtc)
            && Options.Role is BgpRole.Provider or BgpRole.RouteServer or BgpRole.Peer ? LocalAs : null,
    };
}
