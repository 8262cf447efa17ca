using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>
/// The capability matrix on one session that has all capabilities that a daemon knows, over IPv4: who dials is said
/// by the fixture. Both have 4-octet AS numbers, and so has BIRD 2 as the third behind both.
/// </summary>
[TestFixture(BgpPeer.Bird1, true)]
[TestFixture(BgpPeer.Bird1, false)]
[TestFixture(BgpPeer.Bird2, true)]
[TestFixture(BgpPeer.Bird2, false)]
[TestFixture(BgpPeer.Frr, true)]
[TestFixture(BgpPeer.Frr, false)]
[TestFixture(BgpPeer.Gobgp, true)]
[TestFixture(BgpPeer.Gobgp, false)]
[TestFixture(BgpPeer.Openbgpd, true)]
[TestFixture(BgpPeer.Openbgpd, false)]
public sealed class MatrixTests(string package, bool weDial)
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

    // RFC 7313 §4: the beginning and the end of what comes again.
    private const string Begin = "bgp.route_refresh.subtype == 1";
    private const string End = "bgp.route_refresh.subtype == 2";

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
            Neighbours = [here, new(MatrixLab.Us, MatrixLab.Third, ThirdAs) { Passive = true, ExtendedMessages = true }],
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
                new(TheirNet, s_communities), new(Shared), new(SharedForAWhile), new(Leaving, "65535:0"), new(Blackhole, "65535:666"),
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

        // What the third may tell nobody (RFC 1997) it must still tell us.
        _lab = new MatrixLab(package, ours, theirs, witness);
        _lab.Until("sessions up, routes everywhere", () => _lab.Ours.IsEstablished(MatrixLab.Them)
            && _lab.FromUs(ThirdNet).Any() && _lab.FromThem(ThirdNet).Any()
            && _lab.FromUs(_hasV6 ? OurNet6 : OurNet).Any() && _lab.FromThem(_hasV6 ? TheirNet6 : TheirNet).Any());
    }

    [OneTimeTearDown]
    public void Stop() => _lab?.Dispose();

    [Test]
    public void Both_opens_name_what_the_daemon_has()
    {
        JsonElement agreed = _lab.Ours.About(MatrixLab.Them).GetProperty("neighborCapabilities");
        string[] both = [.. agreed.EnumerateObject()
            .Where(static one => one.Value.GetString() == "advertisedAndReceived").Select(static one => one.Name)];
        Assert.That(both, Is.EquivalentTo(package switch
        {
            BgpPeer.Gobgp => ["4byteAs", "addPath", "routeRefresh", "gracefulRestart", "longLivedGracefulRestart"],
            BgpPeer.Openbgpd => ["4byteAs", "addPath", "routeRefresh", "enhancedRouteRefresh", "gracefulRestart"],
            _ => new[] { "4byteAs", "extendedMessage", "addPath", "routeRefresh", "enhancedRouteRefresh",
                "gracefulRestart", "longLivedGracefulRestart" },
        }), _lab.Picture);

        // RFC 5492 §3: what we do not know, such as a host name (code 73), does no harm.
        Assert.That(_lab.Wire.Count(FromThem + "bgp.cap.type == 73"),
            package is BgpPeer.Frr or BgpPeer.Gobgp ? Is.Positive : Is.Zero);
    }

    [Test]
    public void Four_octet_as_numbers_stand_in_the_path() => Assert.Multiple(() =>
    {
        // RFC 6793.
        Assert.That(_lab.FromUs(ThirdNet).Single().AsPath, Is.EqualTo($"{OurAs} {ThirdAs}"));
        Assert.That(_lab.FromThem(ThirdNet).Single().AsPath, Is.EqualTo($"{TheirAs} {ThirdAs}"));
    });

    [Test]
    public void Next_hops_are_of_the_family_of_the_route() => Assert.Multiple(() =>
    {
        Assert.That(_lab.FromUs(OurNet).Single().NextHop, Is.EqualTo(MatrixLab.Us));
        Assert.That(_lab.FromThem(TheirNet).Single().NextHop, Is.EqualTo(MatrixLab.Them));
        if (_hasV6)
        {
            // RFC 2545 §3: the link-local one stands behind it where both share the link.
            Assert.That(_lab.FromUs(OurNet6).Single().NextHop.Split(' ')[0], Is.EqualTo(MatrixLab.Us6));
            Assert.That(_lab.FromThem(TheirNet6).Single().NextHop.Split(' ')[0], Is.EqualTo(MatrixLab.Them6));
        }
    });

    [TestCase(OurNet)]
    [TestCase(ThirdNet)]
    public void Communities_reach_them_unchanged(string prefix) =>
        Assert.That(_lab.FromUs(prefix).Single().Communities, Is.EqualTo(s_communities));

    [TestCase(TheirNet)]
    [TestCase(ThirdNet)]
    public void Communities_reach_us_unchanged(string prefix) =>
        Assert.That(_lab.FromThem(prefix).Single().Communities, Is.EqualTo(s_communities));

    [Test]
    public void Communities_pass_through_us_unchanged()
    {
        _lab.Until("the third has their network from us", () => ThirdFromUs(TheirNet).Any());
        Assert.That(ThirdFromUs(TheirNet).Single().Communities, Is.EqualTo(s_communities));
    }

    [Test]
    public void What_is_not_to_be_passed_on_stays() => Assert.Multiple(() =>
    {
        // RFC 1997; RFC 7999 §3.2 for the last.
        Assert.That(_lab.Ours.Paths(NoExport).Select(static path => path.From), Does.Contain(MatrixLab.Third));
        Assert.That(_lab.FromUs(NoExport), Is.Empty);
        Assert.That(_lab.FromUs(NoAdvertise), Is.Empty);
        Assert.That(_lab.FromUs(ForThemAlone).Single().Communities, Is.EqualTo(["65535:65281"]));
        Assert.That(_lab.FromThem(Blackhole).Single().Communities, Is.EqualTo(["65535:666"]));
        Assert.That(ThirdFromUs(Blackhole), Is.Empty);
    });

    [Test]
    public void Who_is_about_to_go_is_the_last_choice() =>
        Assert.That(_lab.FromThem(Leaving).Single(), Has.Property(nameof(SeenPath.LocalPref)).EqualTo(0), "RFC 8326");

    [Test]
    public void Two_paths_to_a_prefix_arrive_on_both_sides()
    {
        // RFC 7911. What each has from the other itself does not go back.
        _lab.Until("two paths each", () => _lab.FromUs(Shared).Count() == 2 && _lab.FromThem(Shared).Count() == 2);
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(Shared).Select(static path => path.AsPath),
                Is.EquivalentTo([$"{OurAs}", $"{OurAs} {ThirdAs}"]));
            Assert.That(_lab.FromThem(Shared).Select(static path => path.AsPath),
                Is.EquivalentTo([$"{TheirAs}", $"{TheirAs} {ThirdAs}"]));
        });
    }

    [Test]
    public void What_takes_a_long_message_goes_where_that_was_agreed()
    {
        // RFC 8654. Where it was not, the route is not told, and the session does not mind.
        _lab.Until("we have it", () => _lab.Ours.Paths(Heavy).Any());
        if (_hasLong)
        {
            _lab.Until("both have it from each other", () =>
                _lab.FromUs(Heavy).Any(HasAll) && _lab.FromThem(Heavy).Any(HasAll));
        }

        int expected = _hasLong ? 1 : 0;
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(Heavy).Count(), Is.EqualTo(expected));
            Assert.That(_lab.Wire.Count(FromUs + "bgp.length > 4096"), _hasLong ? Is.Positive : Is.Zero);
            Assert.That(_lab.Wire.Count(FromThem + "bgp.length > 4096"), _hasLong ? Is.Positive : Is.Zero);
        });

        // BIRD and our console, which does as it does, show no more than a line of them.
        static bool HasAll(SeenPath path) =>
            path.Communities.Count > 20 && s_heavy.Take(path.Communities.Count).SequenceEqual(path.Communities);
    }

    [Test]
    public void They_send_everything_again_when_we_ask()
    {
        int sessions = _lab.Establishments;
        int seen = _lab.Wire.Count(FromThem + TheirNetInUpdate);
        int marks = _lab.Wire.Count(FromThem + End);
        Assert.That(_lab.Ours.Exec($"clear bgp {MatrixLab.Them} soft in").ExitCode, Is.Zero);
        _lab.Until("routes have come again", () => _lab.Wire.Count(FromThem + TheirNetInUpdate) > seen
            && (!_isEnhanced || _lab.Wire.Count(FromThem + End) > marks));
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromThem(ThirdNet).ToArray(), Has.Length.EqualTo(1));
            Assert.That(_lab.Wire.Count(FromThem + Begin), _isEnhanced ? Is.Positive : Is.Zero);
            Assert.That(_lab.Establishments, Is.EqualTo(sessions));
        });
    }

    [Test]
    public void We_send_everything_again_when_they_ask()
    {
        int sessions = _lab.Establishments;
        int seen = _lab.Wire.Count(FromUs + OurNetInUpdate);
        int marks = _lab.Wire.Count(FromUs + End);
        _lab.Theirs.AskForRoutes(MatrixLab.Us);
        _lab.Until("asked and answered", () => _lab.Wire.Count(FromUs + OurNetInUpdate) > seen
            && (!_isEnhanced || _lab.Wire.Count(FromUs + End) > marks));
        Assert.Multiple(() =>
        {
            Assert.That(_lab.FromUs(ThirdNet).ToArray(), Has.Length.EqualTo(1));
            Assert.That(_lab.Wire.Count(FromUs + Begin), _isEnhanced ? Is.Positive : Is.Zero);
            Assert.That(_lab.Establishments, Is.EqualTo(sessions));
        });
    }

    [Test]
    public void One_of_two_paths_is_withdrawn_by_its_identifier()
    {
        _lab.Until("two paths each", () =>
            _lab.FromUs(SharedForAWhile).Count() == 2 && _lab.FromThem(SharedForAWhile).Count() == 2);
        _lab.Theirs.Withdraw(SharedForAWhile);
        _lab.Until("one path is left from them", () =>
            _lab.FromThem(SharedForAWhile).Select(static path => path.AsPath).SequenceEqual([$"{TheirAs} {ThirdAs}"]));
        _lab.Witness!.Withdraw(SharedForAWhile);
        _lab.Until("ours alone is left there", () =>
            _lab.FromUs(SharedForAWhile).Select(static path => path.AsPath).SequenceEqual([$"{OurAs}"]));

        // What they have from the third instead is ours. Seen of GoBGP 3.10 and BIRD 1.6.8: they keep that to
        // themselves, and forget to withdraw what it replaces.
        if (package is not BgpPeer.Gobgp and not BgpPeer.Bird1)
        {
            _lab.Until("nothing is left of theirs", () => !_lab.FromThem(SharedForAWhile).Any());
        }
    }

    [Test]
    public void The_text_of_a_shutdown_is_shown_on_the_other_side()
    {
        // RFC 9003. OpenBGPD keeps it for its operator, the others log it.
        Assert.That(_lab.Ours.Exec($"disable bgp {MatrixLab.Them} moving to rack 7").ExitCode, Is.Zero);
        _lab.Until("they show it", () => (_lab.Theirs.About(MatrixLab.Us) + _lab.Theirs.Log)
            .Contains("moving to rack 7", StringComparison.Ordinal));
        Assert.That(_lab.Ours.Exec($"enable bgp {MatrixLab.Them}").ExitCode, Is.Zero);
        _lab.Until("up again", () => _lab.Ours.IsEstablished(MatrixLab.Them) && _lab.FromUs(OurNet).Any());

        _lab.Theirs.ShutDown(MatrixLab.Us, "power goes at nine");
        _lab.Until("we show it", () =>
            _lab.Ours.About(MatrixLab.Them).TryGetProperty("lastNotificationReceived", out JsonElement last)
            && last.GetProperty("text").GetString()!.Contains("power goes at nine", StringComparison.Ordinal));
        JsonElement cease = _lab.Ours.About(MatrixLab.Them).GetProperty("lastNotificationReceived");
        Assert.That((cease.GetProperty("code").GetInt32(), cease.GetProperty("subcode").GetInt32()),
            Is.EqualTo((6, 2)));
        _lab.Theirs.Enable(MatrixLab.Us);
        _lab.Until("up again", () => _lab.Ours.IsEstablished(MatrixLab.Them) && _lab.FromUs(ThirdNet).Any()
            && _lab.FromThem(ThirdNet).Any());
    }

    private IEnumerable<SeenPath> ThirdFromUs(string prefix) =>
        _lab.Witness!.Paths(prefix).Where(static path => path.From == MatrixLab.Us);
}
