using System;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Our board beside Debian's BIRD, configured as Calico configures a mesh peer. The long fixture has BIRD 1.6 in our
/// board's place: what these tests expect of the board is what BIRD does.
/// </summary>
[Parallelizable(ParallelScope.All)]
[TestFixture("bird", false, TestName = "Bird1_6")]
[TestFixture("bird2", false, TestName = "Bird2")]
[TestFixture("bird2", true, TestName = "BirdWithBird", Category = "Long")]
public sealed class BirdSessionTests(string package, bool birdAsNode02)
{
    private const string Higher = "192.168.101.203";
    private const string OtherBlock = "172.173.55.64/26";

    [TestCase(Cluster.Node01, Description = "our address sorts higher: we dial")]
    [TestCase(Higher, Description = "BIRD's sorts higher: it dials")]
    public void Blocks_are_exchanged_both_ways(string birdAddress)
    {
        using BirdAndBoard pair = new(package, birdAsNode02, birdAddress);
        pair.WaitUntilExchanged();

        string seen = pair.Bird.Route(Cluster.Block02);
        Assert.Multiple(() =>
        {
            Assert.That(seen, Does.Contain("BGP.origin: IGP"));
            Assert.That(seen, Does.Contain("BGP.as_path: \n"));
            Assert.That(seen, Does.Contain($"BGP.next_hop: {Cluster.Node02}"));
            Assert.That(seen, Does.Contain("BGP.local_pref: 100"));
        });

        // calico.md 1.1: a second connection would be taken for a graceful restart.
        pair.Wire.Stop();
        string dialler = birdAddress == Higher ? birdAddress : Cluster.Node02;
        string[] opened = [.. pair.Wire
            .Fields("tcp.dstport == 179 && tcp.flags.ack == 1 && tcp.len > 0", "ip.src", "tcp.stream")
            .Select(row => string.Join(' ', row)).Distinct()];
        Assert.That(opened, Has.Length.EqualTo(1).And.All.StartsWith(dialler + " "));
    }

    [TestCase("classic", 100u, "update.node02.classic.addpath")]
    [TestCase("v3.32", 2147482623u, "update.node02.v332.addpath")]
    public void Messages_on_the_wire_equal_the_golden_bytes(string generation, uint preference, string update)
    {
        using BirdAndBoard pair = new(package, birdAsNode02, Cluster.Node01, generation, preference);
        pair.WaitUntilExchanged();
        pair.Wire.Stop();

        string[] expected =
        [
            GoldenMessages.Read("open.node02"),
            GoldenMessages.Read("keepalive"),
            GoldenMessages.WithoutPathId(GoldenMessages.Read(update)),
            GoldenMessages.Read("end-of-rib.ipv4"),
        ];
        Assert.That(
            pair.Wire.BgpMessages(Cluster.Node02).Take(4).Select(GoldenMessages.WithoutPathId), Is.EqualTo(expected));

        // "tcp: destination port 179, IP TTL 64, DSCP CS6 (TOS byte 0xc0), DF set"
        const string Ours = "ip.src == 192.168.101.202 && tcp.dstport == 179";
        Assert.Multiple(() =>
        {
            Assert.That(pair.Wire.Count(Ours), Is.GreaterThan(4));
            Assert.That(
                pair.Wire.Count(Ours + " && !(ip.ttl == 64 && ip.dsfield == 0xc0 && ip.flags.df == 1)"), Is.Zero);

            // A kernel under BIRD leaves its checksums to the device, and a veth lets them be.
            Assert.That(
                birdAsNode02 ? 0 : pair.Wire.Count("tcp.checksum.status == \"Bad\" && ip.src == 192.168.101.202"),
                Is.Zero);
        });
    }

    [Test]
    public void Routes_stay_while_bird_restarts_gracefully()
    {
        using BirdAndBoard pair = new(package, birdAsNode02, Cluster.Node01);
        pair.WaitUntilExchanged();

        pair.Bird.Kill();
        Eventually.Holds(
            "the board sees the session end",
            () => !pair.Board.IsEstablishedWith(Cluster.Node01),
            TimeSpan.FromSeconds(30),
            pair.Picture);
        Eventually.Stays(
            "RFC 4724 §4.2: routes stay, stale", () => pair.BoardHasBlock, TimeSpan.FromSeconds(5), pair.Picture);
        if (pair.Board is RouterBoard board)
        {
            // Nobody answers behind BIRD; what counts is that packets still leave by the tunnel.
            board.Try($"ping -c 3 -i 0.2 -W 1 {Cluster.Pod01}");
            pair.Wire.Stop();
            Assert.That(
                pair.Wire.Count("ip.proto#1 == 4 && ip.dst#1 == 192.168.101.201 && icmp.type == 8"), Is.EqualTo(3));
        }

        pair.Bird.StartRecovering();
        Eventually.Holds(
            "the session is back and the route never went",
            () =>
            {
                Assert.That(pair.BoardHasBlock, Is.True, pair.Picture);
                return pair.IsExchanged;
            },
            TimeSpan.FromSeconds(90),
            pair.Picture);
        Eventually.Stays(
            "what End-of-RIB confirmed stays", () => pair.IsExchanged, TimeSpan.FromSeconds(3), pair.Picture);
    }

    [Test]
    public void A_route_that_bird_does_not_announce_again_goes_with_its_end_of_rib()
    {
        using BirdAndBoard pair = new(package, birdAsNode02, Cluster.Node01);
        pair.WaitUntilExchanged();

        pair.Bird.Kill();
        pair.StartRecovering(OtherBlock);

        // RFC 4724 §4.2: stale routes that were not refreshed are deleted upon End-of-RIB.
        Eventually.Holds(
            "the board has the new block and not the old one",
            () => pair.BoardHas(OtherBlock) && !pair.BoardHasBlock,
            TimeSpan.FromSeconds(90),
            pair.Picture);
    }

    [TestCase(false, Description = "frames vanish: only the hold timers can tell")]
    [TestCase(true, Description = "the board's carrier goes")]
    public void A_cut_cable_ends_the_session_and_a_mended_one_brings_it_back(bool loudly)
    {
        // Both sides go by the smaller offer (RFC 4271 §4.2), so BIRD's makes our timers short too.
        using BirdAndBoard pair = new(package, birdAsNode02, Cluster.Node01, holdTime: 9);
        pair.WaitUntilExchanged();

        if (loudly)
        {
            pair.CutLoudly();
        }
        else
        {
            pair.CutSilently();
        }

        Eventually.Holds(
            "both sides gave up and dropped the other's block",
            () => !pair.Bird.IsEstablished(BirdConfig.Protocol) && !pair.BirdHasBlock
                && !pair.Board.IsEstablishedWith(Cluster.Node01) && !pair.BoardHasBlock,
            TimeSpan.FromSeconds(45),
            pair.Picture);

        pair.Mend();
        pair.WaitUntilExchanged();
    }

    [Test]
    public void Sigterm_says_cease_and_ends_in_order()
    {
        using BirdAndBoard pair = new(package, birdAsNode02, Cluster.Node01);
        pair.WaitUntilExchanged();

        Assert.That(pair.Board.Terminate(), Is.Zero, pair.Board.Picture());
        Eventually.Holds(
            "BIRD dropped the block at once", () => !pair.BirdHasBlock, TimeSpan.FromSeconds(10), () => pair.Bird.Log);

        // RFC 4486 §4: Cease, subcode 2, Administrative Shutdown.
        string[] last = [.. pair.Wire.Stop().BgpMessages(Cluster.Node02).TakeLast(1)];
        Assert.That(last, Has.Length.EqualTo(1).And.All.Match("^f{32}[0-9a-f]{4}030602"));
    }
}
