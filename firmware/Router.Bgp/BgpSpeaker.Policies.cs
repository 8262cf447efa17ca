using Router.Wire;

namespace Router.Bgp;

// What an operator asks of policies.
public sealed partial class BgpSpeaker
{
    /// <summary>The policy that a peer has now; null passes everything.</summary>
    public IBgpPolicy? PolicyOf(int peer) => _neighbours[peer].Policy;

    /// <summary>The Loc-RIB's entry of exactly this prefix; null when there is none.</summary>
    public BgpRouteView? FindRoute(IpPrefix prefix)
    {
        LocRib rib = _shared.RibOf(prefix.IsV4);
        int index = rib.Prefixes.Find(prefix);
        return index == PrefixTable.None ? null : RouteOf(rib, index);
    }
}
