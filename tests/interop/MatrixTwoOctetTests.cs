using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop;

/// <summary>
/// RFC 6793 with a side that has AS numbers of 2 octets: AS_TRANS stands for the longer ones, and AS4_PATH brings them
/// through. The third has a long one; the other two have short ones, which alone such a side can have.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class MatrixTwoOctetTests
{
    private const uint OurAs = 65001;
    private const uint TheirAs = 65002;
    private const uint ThirdAs = 4_200_000_003;
    private const string ThirdNet = "192.0.2.0/24";

    // BIRD and OpenBGPD can do without.
    [TestCase(BgpPeer.Bird1, true, true)]
    [TestCase(BgpPeer.Bird1, false, true)]
    [TestCase(BgpPeer.Bird2, true, true)]
    [TestCase(BgpPeer.Bird2, false, true)]
    [TestCase(BgpPeer.Openbgpd, true, true)]
    [TestCase(BgpPeer.Openbgpd, false, true)]

    // And so can we, towards everybody.
    [TestCase(BgpPeer.Bird1, true, false)]
    [TestCase(BgpPeer.Bird1, false, false)]
    [TestCase(BgpPeer.Bird2, true, false)]
    [TestCase(BgpPeer.Bird2, false, false)]
    [TestCase(BgpPeer.Frr, true, false)]
    [TestCase(BgpPeer.Frr, false, false)]
    [TestCase(BgpPeer.Gobgp, true, false)]
    [TestCase(BgpPeer.Gobgp, false, false)]
    [TestCase(BgpPeer.Openbgpd, true, false)]
    [TestCase(BgpPeer.Openbgpd, false, false)]
    public void Long_numbers_come_through_both_ways(string package, bool weDial, bool theyAreOld)
    {
        NeighbourSetup here = new(MatrixLab.Us, MatrixLab.Them, TheirAs)
        {
            Passive = !weDial,
            FourOctetAs = theyAreOld,
        };
        NeighbourSetup there = new(MatrixLab.Them, MatrixLab.Us, OurAs)
        {
            Passive = weDial,
            FourOctetAs = !theyAreOld,
        };
        NeighbourSetup third = new(MatrixLab.Third, MatrixLab.Us, OurAs);
        using MatrixLab lab = new(
            package,
            new(MatrixLab.Us, OurAs)
            { Neighbours = [here, new(MatrixLab.Us, MatrixLab.Third, ThirdAs) { Passive = true }] },
            new(MatrixLab.Them, TheirAs)
            { Neighbours = [there, new(MatrixLab.Them, MatrixLab.Third, ThirdAs) { Passive = true }] },
            new(MatrixLab.Third, ThirdAs)
            {
                Neighbours = [third, third with { Remote = MatrixLab.Them, RemoteAsn = TheirAs }],
                Announced = [new(ThirdNet)],
            });

        // Neither tells the other what it uses from it; the path over the third is shorter, so both do.
        lab.Until("both ways", () => lab.FromUs(ThirdNet).Any() && lab.FromThem(ThirdNet).Any());
        Assert.Multiple(() =>
        {
            Assert.That(lab.FromUs(ThirdNet).Single().AsPath, Is.EqualTo($"{OurAs} {ThirdAs}"));
            Assert.That(lab.FromThem(ThirdNet).Single().AsPath, Is.EqualTo($"{TheirAs} {ThirdAs}"));
        });

        // On the wire, a sequence of two: AS_TRANS (23456) in AS_PATH, and the whole number in AS4_PATH.
        IReadOnlyList<string[]> rows =
            lab.Wire.Stop().Fields("tcp.port == 179 && tcp.len > 0", "ip.src", "ip.dst", "tcp.payload");
        Assert.Multiple(() =>
        {
            Assert.That(Sent(MatrixLab.Us, MatrixLab.Them), Does.Contain("0202fde95ba0").And.Contain("fa56ea03"));
            Assert.That(Sent(MatrixLab.Them, MatrixLab.Us), Does.Contain("0202fdea5ba0").And.Contain("fa56ea03"));
        });

        string Sent(string from, string to) =>
            string.Join(' ', rows.Where(row => row[0] == from && row[1] == to).Select(static row => row[2]));
    }
}
