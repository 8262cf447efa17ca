namespace Router.Bgp;

/// <summary>Makes the public form of a path.</summary>
internal static class PathView
{
    public static BgpPath Of(LocRib rib, in PathEntry path)
    {
        ref readonly AttributeFields fields = ref rib.Attributes.Fields(path.Attributes);
        return new BgpPath
        {
            Peer = path.Peer,
            PathId = path.PathId,
            NextHop = rib.Attributes.NextHop(path.Attributes),
            LocalPref = fields.LocalPref,
            Med = fields.Med,
            Origin = fields.Origin,
            AsPathLength = fields.AsPathLength,
            NeighbourAs = fields.NeighbourAs,
            IsExternal = path.Peer != BgpPath.Local && rib.PeerOf(path.Peer).IsExternal,
            IsStale = rib.IsStale(path),
            Attributes = rib.Attributes.Memory(path.Attributes),
        };
    }
}
