using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>Roles and ONLY_TO_CUSTOMER (RFC 9234) with the daemons that have them.</summary>
[TestFixtureSource(typeof(BothWays), nameof(BothWays.Roles))]
public sealed class MatrixRoleTests(string package, bool weDial)
{
    private const uint OurAs = 65001;
    private const uint TheirAs = 65002;
    private const uint ThirdAs = 65003;
    private const string OurNet = "203.0.113.0/24";
    private const string TheirNet = "198.51.100.0/24";
    private const string ThirdNet = "192.0.2.0/24";

    [Test]
    public void What_comes_from_above_goes_below_and_what_comes_from_below_goes_everywhere()
    {
        // The third is our provider, they are our customer.
        using MatrixLab lab = Triangle("provider", "customer", "customer", "provider");
        lab.Until("all is passed on", () => lab.FromUs(ThirdNet).Any() && FromUsToThird(lab, TheirNet)
            && lab.FromUs(OurNet).Any());
        lab.Wire.Stop();
        Assert.Multiple(() =>
        {
            // RFC 9234 §5: the provider put its AS there, and nobody changes it; ours is on what begins here.
            Assert.That(lab.Ours.Paths(ThirdNet).Single().Otc, Is.EqualTo(ThirdAs));
            Assert.That(lab.FromUs(ThirdNet).Single().Otc, Is.EqualTo(ThirdAs));
            Assert.That(lab.FromUs(OurNet).Single().Otc, Is.EqualTo(OurAs));
            Assert.That(lab.FromThem(TheirNet).Single().Otc, Is.Null);
            Assert.That(lab.Wire.Count($"ip.src == {MatrixLab.Us} && ip.dst == {MatrixLab.Them} "
                + "&& bgp.update.path_attribute.type_code == 35"), Is.Positive);
        });
    }

    [Test]
    public void What_comes_from_above_or_aside_goes_neither_up_nor_aside()
    {
        // The third is our provider, they are our peer.
        using MatrixLab lab = Triangle("peer", "peer", "customer", "provider");
        lab.Until("both are here", () => lab.FromThem(TheirNet).Any() && lab.Ours.Paths(ThirdNet).Any()
            && lab.FromUs(OurNet).Any() && FromUsToThird(lab, OurNet));
        Assert.Multiple(() =>
        {
            Assert.That(lab.FromThem(TheirNet).Single().Otc, Is.EqualTo(TheirAs), "by them, or by us on its way in");
            Assert.That(lab.FromUs(OurNet).Single().Otc, Is.EqualTo(OurAs));
            Assert.That(lab.FromUs(ThirdNet), Is.Empty);
            Assert.That(FromUsToThird(lab, TheirNet), Is.False);
        });
    }

    [Test]
    public void Roles_that_do_not_match_end_with_2_11()
    {
        using MatrixLab lab = Pair("customer", "customer", strict: false);
        lab.Until("a NOTIFICATION 2/11 went over the wire", () =>
            lab.Wire.Count("bgp.notify.major_error == 2 && bgp.notify.minor_error_open == 11") > 0);
        JsonElement about = lab.Ours.About(MatrixLab.Them);
        JsonElement last = about.TryGetProperty("lastNotificationSent", out JsonElement sent)
            ? sent
            : about.GetProperty("lastNotificationReceived");
        Assert.Multiple(() =>
        {
            Assert.That((last.GetProperty("code").GetInt32(), last.GetProperty("subcode").GetInt32()),
                Is.EqualTo((2, 11)));
            Assert.That(lab.Ours.IsEstablished(MatrixLab.Them), Is.False);
            Assert.That(lab.Theirs.IsEstablished(MatrixLab.Us), Is.False);
        });
    }

    [Test]
    public void Who_insists_on_a_role_refuses_a_peer_without_one()
    {
        using MatrixLab lab = Pair("provider", null, strict: true);
        lab.Until("we say 2/11", () => lab.Wire.Count($"ip.src == {MatrixLab.Us} && bgp.notify.major_error == 2 "
            + "&& bgp.notify.minor_error_open == 11") > 0);
        Assert.That(lab.Ours.IsEstablished(MatrixLab.Them), Is.False);
    }

    private static bool FromUsToThird(MatrixLab lab, string prefix) =>
        lab.Witness!.Paths(prefix).Any(static path => path.From == MatrixLab.Us);

    private MatrixLab Triangle(string toThem, string theirs, string toThird, string thirds) => new(
        package,
        new(MatrixLab.Us, OurAs)
        {
            Neighbours = [Here(toThem), new(MatrixLab.Us, MatrixLab.Third, ThirdAs) { Passive = true, Role = toThird }],
            Announced = [new(OurNet)],
        },
        new(MatrixLab.Them, TheirAs) { Neighbours = [There(theirs)], Announced = [new(TheirNet)] },
        new(MatrixLab.Third, ThirdAs)
        {
            Neighbours = [new(MatrixLab.Third, MatrixLab.Us, OurAs) { Role = thirds }],
            Announced = [new(ThirdNet)],
        });

    private MatrixLab Pair(string? ours, string? theirs, bool strict) => new(
        package,
        new(MatrixLab.Us, OurAs) { Neighbours = [Here(ours) with { StrictRole = strict }] },
        new(MatrixLab.Them, TheirAs) { Neighbours = [There(theirs)] });

    private NeighbourSetup Here(string? role) => new(MatrixLab.Us, MatrixLab.Them, TheirAs)
    {
        Passive = !weDial,
        Role = role,
    };

    private NeighbourSetup There(string? role) => new(MatrixLab.Them, MatrixLab.Us, OurAs)
    {
        Passive = weDial,
        Role = role,
    };
}
