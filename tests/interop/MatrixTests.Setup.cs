using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

// Who is who, and what each announces.
public sealed partial class MatrixTests
{
    private const uint OurAs = 4_200_000_001;
    private const uint TheirAs = 4_200_000_002;
    private const uint ThirdAs = 4_200_000_003;

    private const string OurNet = "203.0.113.0/24";
    private const string TheirNet = "198.51.100.0/24";
    private const string ThirdNet = "192.0.2.0/24";
    private const string OurNet6 = "2001:db8:1::/48";
    private const string TheirNet6 = "2001:db8:2::/48";

    // Of all three.
    private const string Shared = "100.64.1.0/24";
    private const string SharedForAWhile = "100.64.7.0/24";

    // Of the third, for nobody else (RFC 1997) and for nobody beyond our AS.
    private const string NoAdvertise = "100.64.2.0/24";
    private const string NoExport = "100.64.3.0/24";

    // Of them: about to go (RFC 8326), and to be dropped (RFC 7999).
    private const string Leaving = "100.64.4.0/24";
    private const string Blackhole = "100.64.5.1/32";
    private const string ForThemAlone = "100.64.6.0/24";

    // Of the third, with so much to say of it that it takes more than 4096 octets.
    private const string Heavy = "100.64.8.0/24";

    private const string FromUs = $"ip.src == {MatrixLab.Us} && ip.dst == {MatrixLab.Them} && ";
    private const string FromThem = $"ip.src == {MatrixLab.Them} && ip.dst == {MatrixLab.Us} && ";
    private const string OurNetInUpdate = "bgp.nlri_prefix == 203.0.113.0";
    private const string TheirNetInUpdate = "bgp.nlri_prefix == 198.51.100.0";

    // Standard, extended and large, in the order in which everybody keeps them.
    private static readonly string[] s_communities = ["65000:1", "65000:2", "rt:65000:3", "65000:4:5", "65000:4:6"];

    private static readonly string[] s_heavy = [.. Enumerable.Range(1000, 600).Select(static i => $"65000:1:{i}")];

    private readonly bool _hasV6 = package != BgpPeer.Bird1;
    private readonly bool _isEnhanced = package != BgpPeer.Gobgp;
    private readonly bool _hasLong = package is BgpPeer.Bird1 or BgpPeer.Bird2 or BgpPeer.Frr;
    private MatrixLab _lab = null!;

    [OneTimeSetUp]
    public void Start()
    {
        NeighbourSetup here = new(MatrixLab.Us, MatrixLab.Them, TheirAs)
        {
            Passive = !weDial,
            BothFamilies = _hasV6,
            OtherNextHop = _hasV6 ? MatrixLab.Us6 : null,
            AddPath = true,
            ExtendedMessages = true,
            GracefulRestart = true,
        };
        NeighbourSetup there = here with
        {
            Address = MatrixLab.Them,
            Remote = MatrixLab.Us,
            RemoteAsn = OurAs,
            Passive = weDial,
            OtherNextHop = _hasV6 ? MatrixLab.Them6 : null,
        };
        NeighbourSetup third = new(MatrixLab.Third, MatrixLab.Us, OurAs) { ExtendedMessages = true };
        PeerSetup ours = new(MatrixLab.Us, OurAs)
        {
            Neighbours =
                [here, new(MatrixLab.Us, MatrixLab.Third, ThirdAs) { Passive = true, ExtendedMessages = true }],
            Announced =
            [
                new(OurNet, s_communities), new(Shared), new(SharedForAWhile), new(ForThemAlone, "65535:65281"),
                .. Lines.If(_hasV6, OurNet6).Select(static net => new Announcement(net)),
            ],
        };
        PeerSetup theirs = new(MatrixLab.Them, TheirAs)
        {
            Neighbours = [there, new(MatrixLab.Them, MatrixLab.Third, ThirdAs)
                { Passive = true, ExtendedMessages = _hasLong }],
            Announced =
            [
                new(TheirNet, s_communities), new(Shared), new(SharedForAWhile), new(Leaving, "65535:0"),
                new(Blackhole, "65535:666"),
                .. Lines.If(_hasV6, TheirNet6).Select(static net => new Announcement(net)),
            ],
        };
        PeerSetup witness = new(MatrixLab.Third, ThirdAs)
        {
            Neighbours = [third, third with { Remote = MatrixLab.Them, RemoteAsn = TheirAs }],
            Announced =
            [
                new(ThirdNet, s_communities), new(Shared), new(SharedForAWhile), new(NoAdvertise, "65535:65282"),
                new(NoExport, "65535:65281"), new(Heavy, s_heavy),
            ],
        };

        _lab = new MatrixLab(package, ours, theirs, witness);
        _lab.Until("sessions up, routes everywhere", () => _lab.Ours.IsEstablished(MatrixLab.Them)
            && _lab.FromUs(ThirdNet).Any() && _lab.FromThem(ThirdNet).Any()
            && _lab.FromUs(_hasV6 ? OurNet6 : OurNet).Any() && _lab.FromThem(_hasV6 ? TheirNet6 : TheirNet).Any());
    }

    [OneTimeTearDown]
    public void Stop() => _lab?.Dispose();

    private IEnumerable<SeenPath> ThirdFromUs(string prefix) =>
        _lab.Witness!.Paths(prefix).Where(static path => path.From == MatrixLab.Us);
}
