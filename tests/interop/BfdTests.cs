using System;
using System.Diagnostics;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>BFD with BGP on top against BIRD 2, whose hold time of 240 s leaves all noticing to BFD.</summary>
[NonParallelizable]
public sealed class BfdTests
{
    private const string RunBfd = "bfd: [{ peer: 192.168.101.201, interval: 200ms, multiplier: 3 }]";
    private const string BirdBfd =
        "protocol bfd bfd1 { interface \"eth0\" { min rx interval 200 ms; min tx interval 200 ms; multiplier 3; }; }";

    // 3 × 200 ms, and what asking two processes takes.
    private static readonly TimeSpan s_detection = TimeSpan.FromMilliseconds(600 + 900);
    private static readonly TimeSpan s_establishing = TimeSpan.FromSeconds(30);

    [Test]
    public void Comes_up_agrees_on_timers_and_stays_up()
    {
        using BirdAndBoard pair = Pair();
        WaitUntilUp(pair);
        Eventually.Stays("both sides stay up", () => IsUp(pair), TimeSpan.FromSeconds(5), Picture(pair));
        pair.Wire.Stop();

        const string Ours = "udp.dstport == 3784 && ip.src == 192.168.101.202";
        Assert.Multiple(() =>
        {
            // RFC 5881 §4 and §5.
            Assert.That(pair.Wire.Count(Ours), Is.GreaterThan(20));
            Assert.That(pair.Wire.Count(Ours + " && (ip.ttl != 255 || udp.srcport < 49152)"), Is.Zero);
            Assert.That(pair.Wire.Fields(Ours, "udp.srcport").Select(row => row[0]).Distinct().Count(), Is.EqualTo(1));
            Assert.That(pair.Wire.Count(Ours + " && udp.checksum.status == \"Bad\""), Is.Zero);

            // RFC 5880 §6.5: polled and answered in both directions.
            Assert.That(pair.Wire.Count("bfd.flags.p == 1 && ip.src == 192.168.101.202"), Is.Positive);
            Assert.That(pair.Wire.Count("bfd.flags.f == 1 && ip.src == 192.168.101.202"), Is.Positive);
            Assert.That(pair.Wire.Count("bfd.flags.f == 1 && ip.src == 192.168.101.201"), Is.Positive);
            Assert.That(pair.Wire.Count("bfd.flags.p == 1 && bfd.flags.f == 1"), Is.Zero);
        });
    }

    [Test]
    public void A_cut_cable_ends_both_sides_within_the_detection_time()
    {
        using BirdAndBoard pair = Pair();
        WaitUntilUp(pair);

        var watch = Stopwatch.StartNew();
        pair.CutSilently();
        Eventually.Holds("the board's BGP session is over", () => !pair.Board.IsEstablishedWith(Cluster.Node01),
            s_detection, Picture(pair));
        Eventually.Holds("BIRD's too", () => !pair.Bird.IsEstablished(BirdConfig.Protocol),
            s_detection, Picture(pair));
        TestContext.Out.WriteLine($"both sides without BGP {watch.ElapsedMilliseconds} ms after the cut");
        Assert.That(Board(pair).BfdStatus(Cluster.Node01), Is.EqualTo("down"));

        pair.Mend();
        WaitUntilUp(pair);
        pair.WaitUntilExchanged();
    }

    /// <summary>TCP goes on, BFD's packets do not: what each side says goodbye with is seen on the wire.</summary>
    [TestCase(false, Description = "BIRD's packets stop: we notice, and say Cease/10")]
    [TestCase(true, Description = "ours do not get in: BIRD notices")]
    public void Losing_bfd_alone_ends_the_bgp_session_too(bool birdNotices)
    {
        using BirdAndBoard pair = Pair();
        WaitUntilUp(pair);

        NetNamespace bird = pair.BirdPlace;
        if (birdNotices)
        {
            // The local table would take what comes in before any rule of ours.
            bird.Ip("rule", "add", "pref", "100", "lookup", "local");
            bird.Ip("rule", "del", "pref", "0");
            bird.Ip("rule", "add", "pref", "50", "iif", "eth0", "ipproto", "udp", "dport", "3784", "blackhole");
        }
        else
        {
            pair.Bird.Freeze();
        }

        Eventually.Holds("neither side is Established",
            () => !pair.Board.IsEstablishedWith(Cluster.Node01)
                && (!birdNotices || !pair.Bird.IsEstablished(BirdConfig.Protocol)),
            s_detection, () => pair.Board.Picture());
        string[] ours = [.. pair.Wire.Stop().BgpMessages(Cluster.Node02).Where(m => m[36..38] == "03")];

        // RFC 9384 §3: NOTIFICATION, Cease, subcode 10. Where BIRD is first, it has closed already.
        Assert.That(ours, Has.Length.InRange(birdNotices ? 0 : 1, 1));
        Assert.That(ours, Has.All.Match("^f{32}[0-9a-f]{4}03060a"));
    }

    /// <summary>RFC 5882 §10.2: a neighbour without BFD is a neighbour.</summary>
    [Test]
    public void Bgp_comes_up_with_a_peer_that_has_no_bfd()
    {
        using BirdAndBoard pair = new("bird2", false, Cluster.Node01, runMore: RunBfd);
        pair.WaitUntilExchanged();
        Assert.That(Board(pair).BfdStatus(Cluster.Node01), Is.EqualTo("down"));
    }

    [Test]
    public void Several_hops_use_the_other_port()
    {
        using BirdAndBoard pair = new(
            "bird2", false, Cluster.Node01, reach: "multihop; bfd on;",
            birdMore: "protocol bfd bfd1 { multihop { interval 200 ms; multiplier 3; }; }",
            runMore: RunBfd.Replace("multiplier: 3", "multiplier: 3, multihop: true", StringComparison.Ordinal));
        WaitUntilUp(pair);
        pair.Wire.Stop();
        Assert.That(pair.Wire.Count("udp.dstport == 4784 && ip.src == 192.168.101.202"), Is.GreaterThan(3));
        Assert.That(pair.Wire.Count("udp.dstport == 3784"), Is.Zero);
    }

    private static BirdAndBoard Pair() => new(
        "bird2", false, Cluster.Node01, reach: "direct; bfd on;", birdMore: BirdBfd, runMore: RunBfd);

    private static RouterBoard Board(BirdAndBoard pair) => (RouterBoard)pair.Board;

    private static bool IsUp(BirdAndBoard pair) => Board(pair).BfdStatus(Cluster.Node01) == "up"
        && pair.Bird.Ask("show bfd sessions").Contains("Up", StringComparison.Ordinal) && pair.IsUp;

    private static void WaitUntilUp(BirdAndBoard pair) =>
        Eventually.Holds("BFD and BGP are up on both sides", () => IsUp(pair), s_establishing, Picture(pair));

    private static Func<string> Picture(BirdAndBoard pair) => () =>
        pair.Bird.Ask("show bfd sessions") + Board(pair).Show("show bfd sessions") + pair.Picture();
}
