using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>
/// The capability matrix on one session that has all capabilities that a daemon knows, over IPv4: who dials is said
/// by the fixture. Both have 4-octet AS numbers, and so has BIRD 2 as the third behind both.
/// </summary>
[TestFixtureSource(typeof(BothWays), nameof(BothWays.All))]
public sealed partial class MatrixTests(string package, bool weDial)
{
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

        // The capture goes on, and lags behind the sessions.
        _lab.Until("their OPEN in the capture", () => _lab.Wire.Count(FromThem + "bgp.type == 1") > 0);

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
    public void What_is_not_to_be_passed_on_stays()
    {
        _lab.Until("all is passed on", () => ThirdFromUs(TheirNet).Any());
        Assert.Multiple(() =>
        {
            // RFC 1997; RFC 7999 §3.2 for the last.
            foreach (string prefix in new[] { NoExport, NoAdvertise })
            {
                Assert.That(_lab.Ours.Paths(prefix).Select(static path => path.From), Does.Contain(MatrixLab.Third));
                Assert.That(_lab.FromUs(prefix), Is.Empty);
            }

            Assert.That(_lab.FromUs(ForThemAlone).Single().Communities, Is.EqualTo(["65535:65281"]));
            Assert.That(_lab.FromThem(Blackhole).Single().Communities, Is.EqualTo(["65535:666"]));
            Assert.That(ThirdFromUs(Blackhole), Is.Empty);
        });
    }

    [Test]
    public void Who_is_about_to_go_is_the_last_choice() =>
        Assert.That(_lab.FromThem(Leaving).Single(), Has.Property(nameof(SeenPath.LocalPref)).EqualTo(0), "RFC 8326");
}
