namespace Router.Bgp;

/// <summary>Shows a monitor what becomes of peers' paths.</summary>
internal sealed class RibTap(IBgpMonitor monitor, SpeakerShared shared)
{
    public void OnAccepted(LocRib rib, int prefix, int peer, uint pathId, int attributes)
    {
        if (peer != BgpPath.Local)
        {
            monitor.OnAccepted(
                peer, rib.Prefixes.PrefixOf(prefix), pathId, rib.Attributes.Block(attributes), shared.Now);
        }
    }

    public void OnLost(LocRib rib, in PathEntry path)
    {
        if (path.Peer != BgpPath.Local)
        {
            monitor.OnLost(path.Peer, rib.Prefixes.PrefixOf(path.Prefix), path.PathId, shared.Now);
        }
    }
}
