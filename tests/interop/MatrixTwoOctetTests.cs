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

    [TestCaseSource(nameof(Cases))]
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

    // BIRD and OpenBGPD can do without, and so can we, towards everybody.
    private static IEnumerable<object[]> Cases() =>
    [
        .. BothWays.Of(BgpPeer.Bird1, BgpPeer.Bird2, BgpPeer.Openbgpd).Select(static one => (object[])[.. one, true]),
        .. BothWays.All.Select(static one => (object[])[.. one, false]),
    ];
}
