using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>Route reflection (RFC 4456), each side once as the reflector; all three are in one AS.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class MatrixReflectorTests
{
    private const uint As = 65001;
    private const string TheirNet = "198.51.100.0/24";
    private const string ThirdNet = "192.0.2.0/24";
    private const string OurNet = "203.0.113.0/24";

    [TestCaseSource(typeof(BothWays), nameof(BothWays.All))]
    public void Clients_of_ours_hear_of_each_other(string package, bool weDial)
    {
        using MatrixLab lab = new(
            package,
            new(MatrixLab.Us, As)
            {
                Neighbours =
                [
                    new(MatrixLab.Us, MatrixLab.Them, As) { Passive = !weDial, IsClient = true },
                    new(MatrixLab.Us, MatrixLab.Third, As) { Passive = true, IsClient = true },
                ],
                Announced = [new(OurNet)],
            },
            new(MatrixLab.Them, As)
            {
                Neighbours = [new(MatrixLab.Them, MatrixLab.Us, As) { Passive = weDial }],
                Announced = [new(TheirNet)],
            },
            Client(MatrixLab.Us));
        lab.Until("reflected", () => lab.FromUs(ThirdNet).Any() && lab.Witness!.HasRoute(TheirNet));
        SeenPath there = lab.FromUs(ThirdNet).Single();
        SeenPath third = lab.Witness!.Paths(TheirNet).Single();
        Assert.Multiple(() =>
        {
            Assert.That((there.Originator, there.ClusterList), Is.EqualTo((MatrixLab.Third, MatrixLab.Us)));
            Assert.That((third.Originator, third.ClusterList), Is.EqualTo((MatrixLab.Them, MatrixLab.Us)));

            // RFC 4456 §10: nothing else is changed.
            Assert.That(there.NextHop, Is.EqualTo(MatrixLab.Third));
            Assert.That(third.NextHop, Is.EqualTo(MatrixLab.Them));

            // What begins here is not reflected.
            Assert.That(lab.FromUs(OurNet).Single().ClusterList, Is.Empty);
        });
    }

    [TestCaseSource(typeof(BothWays), nameof(BothWays.All))]
    public void As_a_client_we_hear_of_the_others(string package, bool weDial)
    {
        using MatrixLab lab = new(
            package,
            new(MatrixLab.Us, As)
            {
                Neighbours = [new(MatrixLab.Us, MatrixLab.Them, As) { Passive = !weDial }],
                Announced = [new(OurNet)],
            },
            new(MatrixLab.Them, As)
            {
                Neighbours =
                [
                    new(MatrixLab.Them, MatrixLab.Us, As) { Passive = weDial, IsClient = true },
                    new(MatrixLab.Them, MatrixLab.Third, As) { Passive = true, IsClient = true },
                ],
            },
            Client(MatrixLab.Them));
        lab.Until("reflected", () => lab.FromThem(ThirdNet).Any() && lab.Witness!.HasRoute(OurNet));
        SeenPath here = lab.FromThem(ThirdNet).Single();
        Assert.Multiple(() =>
        {
            Assert.That((here.Originator, here.ClusterList), Is.EqualTo((MatrixLab.Third, MatrixLab.Them)));
            Assert.That(lab.Witness!.Paths(OurNet).Single().Originator, Is.EqualTo(MatrixLab.Us), lab.Picture);
            Assert.That(here.NextHop, Is.EqualTo(MatrixLab.Third));
        });
    }

    private static PeerSetup Client(string reflector) => new(MatrixLab.Third, As)
    {
        Neighbours = [new(MatrixLab.Third, reflector, As)],
        Announced = [new(ThirdNet)],
    };
}
