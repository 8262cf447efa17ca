using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Peers;

/// <summary>Cases of a daemon's package and who dials: first we do, then the daemon.</summary>
internal static class BothWays
{
    public static IReadOnlyList<string> Daemons { get; } =
        [BgpPeer.Bird1, BgpPeer.Bird2, BgpPeer.Frr, BgpPeer.Gobgp, BgpPeer.Openbgpd];

    public static IEnumerable<object[]> All => Of([.. Daemons]);

    /// <summary>Of those that carry both families on a session.</summary>
    public static IEnumerable<object[]> BothFamilies => Of([.. Daemons.Skip(1)]);

    /// <summary>Of those that have RFC 9234.</summary>
    public static IEnumerable<object[]> Roles => Of(BgpPeer.Bird2, BgpPeer.Frr, BgpPeer.Openbgpd);

    public static IEnumerable<object[]> Of(params string[] packages) =>
        packages.SelectMany(static one => new object[][] { [one, true], [one, false] });
}
