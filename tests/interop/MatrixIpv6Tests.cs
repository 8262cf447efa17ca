using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>
/// Both families over an IPv6 session: IPv4 routes have an IPv6 next hop where the daemon has RFC 8950, and its own
/// IPv4 address else. Whoever listens takes everybody of the prefix.
/// </summary>
[TestFixtureSource(typeof(BothWays), nameof(BothWays.BothFamilies))]
public sealed class MatrixIpv6Tests(string package, bool weDial)
{
    private const uint OurAs = 4_200_000_001;
    private const uint TheirAs = 4_200_000_002;
    private const string Everybody = "fd99::/64";

    private const string OurNet = "203.0.113.0/24";
    private const string TheirNet = "198.51.100.0/24";
    private const string OurNet6 = "2001:db8:1::/48";
    private const string TheirNet6 = "2001:db8:2::/48";

    private readonly bool _hasExtendedNextHop = package != BgpPeer.Openbgpd;
    private MatrixLab _lab = null!;

    [OneTimeSetUp]
    public void Start()
    {
        NeighbourSetup here = new(MatrixLab.Us6, weDial ? MatrixLab.Them6 : Everybody, TheirAs)
        {
            BothFamilies = true,
            ExtendedNextHop = _hasExtendedNextHop,
            OtherNextHop = _hasExtendedNextHop ? null : MatrixLab.Us,
        };
        NeighbourSetup there = here with
        {
            Address = MatrixLab.Them6,
            Remote = weDial ? Everybody : MatrixLab.Us6,
            RemoteAsn = OurAs,
            OtherNextHop = _hasExtendedNextHop ? null : MatrixLab.Them,
        };
        _lab = new MatrixLab(
            package,
            new(MatrixLab.Us, OurAs) { Neighbours = [here], Announced = [new(OurNet), new(OurNet6)] },
            new(MatrixLab.Them, TheirAs) { Neighbours = [there], Announced = [new(TheirNet), new(TheirNet6)] });
        _lab.Until("up", () => _lab.Ours.IsEstablished(MatrixLab.Them6));
    }

    [OneTimeTearDown]
    public void Stop() => _lab?.Dispose();

    [Test]
    public void Ipv6_routes_have_global_next_hops()
    {
        _lab.Until("routes both ways", () => Theirs(OurNet6) is not null && Ours(TheirNet6) is not null);
        Assert.Multiple(() =>
        {
            Assert.That(Theirs(OurNet6)!.NextHop.Split(' ')[0], Is.EqualTo(MatrixLab.Us6));
            Assert.That(Ours(TheirNet6)!.NextHop.Split(' ')[0], Is.EqualTo(MatrixLab.Them6));

            // RFC 2545 §3: BIRD tells its link-local address too.
            Assert.That(Ours(TheirNet6)!.NextHop,
                package == BgpPeer.Bird2 ? Does.Contain(" fe80::") : Does.Not.Contain(" "));
        });
    }

    [Test]
    public void Ipv4_routes_have_the_next_hop_that_was_agreed()
    {
        _lab.Until("routes both ways", () => Theirs(OurNet) is not null && Ours(TheirNet) is not null);
        Assert.Multiple(() =>
        {
            Assert.That(Theirs(OurNet)!.NextHop.Split(' ')[0],
                Is.EqualTo(_hasExtendedNextHop ? MatrixLab.Us6 : MatrixLab.Us));
            Assert.That(Ours(TheirNet)!.NextHop.Split(' ')[0],
                Is.EqualTo(_hasExtendedNextHop ? MatrixLab.Them6 : MatrixLab.Them));
        });
    }

    private SeenPath? Theirs(string prefix) =>
        _lab.Theirs.Paths(prefix).FirstOrDefault(static path => path.From is MatrixLab.Us6 or Everybody or "range");

    private SeenPath? Ours(string prefix) => _lab.FromThem(prefix, MatrixLab.Them6).FirstOrDefault();
}
