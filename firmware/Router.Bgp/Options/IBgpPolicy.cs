using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Decides which routes pass between a peer and the Loc-RIB. It is asked again only for new paths: after a change of an
/// import rule request a refresh, after one of an export rule call <see cref="BgpSpeaker.Reexport"/>.
/// </summary>
public interface IBgpPolicy
{
    /// <summary>True to take a received path, with the changes made to <paramref name="edit"/>.</summary>
    bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit);

    /// <summary>True to announce a best path, with the changes made to <paramref name="edit"/>.</summary>
    bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit);
}

/// <summary>What a policy changes in a path; untouched members change nothing.</summary>
public struct BgpRouteEdit
{
    public uint? LocalPref { get; set; }

    public uint? Med { get; set; }

    public IpAddress? NextHop { get; set; }

    /// <summary>Times the local AS is put in front of AS_PATH, beyond the once that eBGP asks for.</summary>
    public byte Prepend { get; set; }
}
