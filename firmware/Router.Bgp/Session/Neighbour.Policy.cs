using System;
using Router.Wire;

namespace Router.Bgp;

// How a path changes between this peer and the Loc-RIB.
internal sealed partial class Neighbour
{
    /// <summary>The attribute set this peer should have for a prefix, with a reference, or None.</summary>
    private int Wanted(int prefix)
    {
        if (!IsExportable(prefix))
        {
            return AttributeStore.None;
        }

        AttributeStore store = _shared.Rib.Attributes;
        ref PrefixEntry entry = ref _shared.Rib.Prefixes[prefix];
        ref PathEntry path = ref _shared.Rib.Paths[entry.Best];
        ref readonly AttributeFields fields = ref store.Fields(path.Attributes);

        // RFC 1997: well-known communities that keep a route here.
        if (fields.NoAdvertise || (IsExternal && fields.NoExport))
        {
            return AttributeStore.None;
        }

        BgpRouteEdit edit = default;
        if (Options.Policy != null
            && !Options.Policy.Export(entry.Prefix, PathView.Of(_shared.Rib, path), ref edit))
        {
            return AttributeStore.None;
        }

        AttributeRewriter rewriter = IsExternal ? ToExternal(fields, path, edit) : ToInternal(fields, edit);
        return Rewritten(rewriter, store.Block(path.Attributes));
    }

    private AttributeRewriter ToInternal(in AttributeFields fields, in BgpRouteEdit edit) => new()
    {
        IsForwarded = true,
        NextHop = edit.NextHop ?? (fields.NextHop.IsZero ? Main.Negotiated!.LocalAddress : null),
        Med = edit.Med,

        // RFC 4271 §5.1.5: LOCAL_PREF goes to every internal peer.
        LocalPref = edit.LocalPref ?? fields.LocalPref,
        PrependAs = LocalAs,
        PrependCount = edit.Prepend,
    };

    private AttributeRewriter ToExternal(in AttributeFields fields, in PathEntry path, in BgpRouteEdit edit) => new()
    {
        IsForwarded = true,

        // RFC 4271 §5.1.3: our own address, unless an origination names another.
        NextHop = edit.NextHop ?? (path.Peer == BgpPath.Local && !fields.NextHop.IsZero
            ? fields.NextHop
            : Main.Negotiated!.LocalAddress),
        Med = edit.Med,

        // RFC 4271 §5.1.4: a MED that was received goes no further; §5.1.5: nor does LOCAL_PREF.
        DropMed = path.Peer != BgpPath.Local,
        DropLocalPref = true,
        DropReflection = true,

        // RFC 4271 §5.1.2.
        PrependAs = LocalAs,
        PrependCount = 1 + edit.Prepend,
    };

    /// <summary>Interned attributes of an accepted path after import policy, or None.</summary>
    private int Imported(IpPrefix prefix, uint pathId, int attributes)
    {
        AttributeStore store = _shared.Rib.Attributes;
        BgpRouteEdit edit = default;
        if (Options.Policy == null)
        {
            store.AddReference(attributes);
            return attributes;
        }

        PathEntry path = new() { Peer = Index, PathId = pathId, Attributes = attributes, Epoch = RibPeer.Epoch };
        if (!Options.Policy.Import(prefix, PathView.Of(_shared.Rib, path), ref edit))
        {
            return AttributeStore.None;
        }

        AttributeRewriter rewriter = new()
        {
            NextHop = edit.NextHop,
            Med = edit.Med,
            LocalPref = edit.LocalPref,
            PrependAs = LocalAs,
            PrependCount = edit.Prepend,
        };
        return Rewritten(rewriter, store.Block(attributes));
    }

    private int Rewritten(in AttributeRewriter rewriter, byte[] block)
    {
        // Prepending 255 times adds at most 1,020 octets and a few headers; nothing near this is sent anyway.
        int bound = block.Length + 2048;
        Span<byte> target = bound <= _shared.Scratch.Length ? _shared.Scratch : new byte[bound];
        return _shared.Rib.Attributes.Intern(target.Slice(0, rewriter.Write(target, block)));
    }
}
