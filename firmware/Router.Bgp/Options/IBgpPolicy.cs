using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// Decides which routes pass between a peer and the Loc-RIB. It is asked again only for new paths: after a change of an
/// import rule request a refresh (or replay what is kept before policy), after one of an export rule call
/// <see cref="BgpSpeaker.Reexport"/>; the speaker compares results and touches only routes whose result differs. An
/// answer depends on the arguments and the rules alone, so a speaker may ask once for all paths that share a set.
/// </summary>
public interface IBgpPolicy
{
    /// <summary>
    /// True to take a received path, with the changes made to <paramref name="edit"/>. What the edit points to is good
    /// until the policy is asked again.
    /// </summary>
    bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit);

    /// <summary>
    /// True to announce a path, with the changes made to <paramref name="edit"/>; the path is as it stands in the
    /// Loc-RIB, before what eBGP or reflection change.
    /// </summary>
    bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit);

    /// <summary>
    /// Policies whose keys are equal answer every <see cref="Export"/> alike: a new policy with the key of the one
    /// before it changes nothing that the peer was told.
    /// </summary>
    object ExportKey => this;

    /// <summary>
    /// Policies whose keys are equal answer every <see cref="Import"/> alike; null passes everything unchanged.
    /// </summary>
    object? ImportKey => this;
}
