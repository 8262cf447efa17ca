using System;
using Router.Wire;

namespace Router.Bgp;

// Which paths pass between this peer and the Loc-RIB, and what policies change in them.
internal sealed partial class Neighbour
{
    // While a walk looks for differences: what decided before, where null passed everything.
    private IBgpPolicy? _previousPolicy;
    private bool _hasPreviousPolicy;

    /// <summary>Decides what passes; null passes everything unchanged.</summary>
    public IBgpPolicy? Policy { get; private set; }

    /// <summary>Another policy for what is exported from now on; what differs is told.</summary>
    public void ChangePolicy(IBgpPolicy? policy)
    {
        // A walk under way compares with what was told before it: it starts over and tells everything.
        _hasPreviousPolicy = !IsWalking;
        _previousPolicy = _hasPreviousPolicy ? Policy : null;
        Policy = policy;
        Reexport();
    }

    private bool IsWalking
    {
        get
        {
            bool isWalking = false;
            foreach (PeerTable table in Tables)
            {
                isWalking |= table.FeedCursor >= 0;
            }

            return isWalking;
        }
    }

    private void ForgetPreviousPolicy()
    {
        _hasPreviousPolicy = false;
        _previousPolicy = null;
    }

    /// <summary>
    /// False when this peer is not to have the path. Otherwise the set to announce, with a reference: as policy leaves
    /// it, and before the session rewrites it.
    /// </summary>
    private bool TryExport(PeerTable table, int pathIndex, out int attributes, out ExportSource source)
    {
        LocRib rib = table.Rib;
        ref PathEntry path = ref rib.Paths[pathIndex];
        attributes = AttributeStore.None;
        source = default;
        return !Options.ExportsNothing && IsExportable(table, path)
            && TryEdit(rib, Policy, path, out attributes, out source)
            && HasNextHop(table, source, ref attributes);
    }

    // A policy that was changed in place has no former self to ask: then everything is told again.
    private bool IsAsBefore(PeerTable table, int pathIndex, int attributes, ExportSource source)
    {
        if (!_hasPreviousPolicy
            || !TryEdit(table.Rib, _previousPolicy, table.Rib.Paths[pathIndex], out int before,
                out ExportSource sourceBefore))
        {
            return false;
        }

        table.Rib.Attributes.Release(before);
        return before == attributes && sourceBefore.Equals(source);
    }

    private bool TryEdit(LocRib rib, IBgpPolicy? policy, in PathEntry path, out int attributes, out ExportSource source)
    {
        BgpRouteEdit edit = default;
        attributes = AttributeStore.None;
        source = default;
        if (policy != null && !policy.Export(rib.Prefixes.PrefixOf(path.Prefix), PathView.Of(rib, path), ref edit))
        {
            return false;
        }

        ExportFlags flags = (edit.NextHopRule == BgpNextHopRule.Unchanged || edit.NextHop.HasValue
                ? ExportFlags.KeepsNextHop
                : 0)
            | (edit.Med.HasValue ? ExportFlags.KeepsMed : 0);
        source = ExportSource.Of(rib, path, flags);
        attributes = path.Attributes;
        if (edit.IsNone)
        {
            rib.Attributes.AddReference(attributes);
            return true;
        }

        AttributeRewriter rewriter = new() { PrependAs = LocalAs };
        rewriter.Apply(edit);
        if (edit.NextHopRule == BgpNextHopRule.Self)
        {
            // Zero is every session's own address.
            rewriter.NextHop = Ipv4Address.Any;
        }

        attributes = Rewritten(rewriter, attributes);
        return true;
    }

    /// <summary>Interned attributes of an accepted path after import policy, or None.</summary>
    private int Imported(PeerTable table, IpPrefix prefix, uint pathId, int attributes)
    {
        AttributeStore store = table.Rib.Attributes;
        BgpRouteEdit edit = default;
        if (Policy != null)
        {
            PathEntry path = new()
            {
                Peer = (short)Index,
                PathId = pathId,
                Attributes = attributes,
                Epoch = table.In.Epoch,
            };
            if (!Policy.Import(prefix, PathView.Of(table.Rib, path), ref edit))
            {
                return AttributeStore.None;
            }
        }

        if (edit.IsNone)
        {
            store.AddReference(attributes);
            return attributes;
        }

        AttributeRewriter rewriter = new() { PrependAs = LocalAs };
        rewriter.Apply(edit);
        return Rewritten(rewriter, attributes);
    }

    private int Rewritten(in AttributeRewriter rewriter, int attributes)
    {
        ReadOnlySpan<byte> block = _shared.Attributes.Block(attributes);
        Span<byte> target = _shared.ScratchOf(rewriter.Bound(block.Length));
        return _shared.Attributes.Intern(target.Slice(0, rewriter.Write(target, block)));
    }
}
