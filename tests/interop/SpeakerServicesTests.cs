using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;
using Router.Tests.Interop.Support.Monitoring;

namespace Router.Tests.Interop;

/// <summary>What <c>router bgp</c> offers to a machine, all of it at once, beside BIRD 2.</summary>
[NonParallelizable]
public sealed class SpeakerServicesTests
{
    private const string Upstream = WatchedSpeaker.Upstream;

    // 3 × 200 ms, and what asking two processes takes.
    private static readonly TimeSpan s_detection = TimeSpan.FromMilliseconds(600 + 900);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private WatchedSpeaker _all = null!;

    private RouterSpeaker Ours => _all.Ours;

    [OneTimeSetUp]
    public void Build()
    {
        _all = new WatchedSpeaker();
        WaitUntilUp();
    }

    // Null when Build failed.
    [OneTimeTearDown]
    public void TearDown() => _all?.Dispose();

    [Test]
    public void Metrics_are_prometheus_text_and_say_what_the_console_says()
    {
        WaitUntilUp();
        JsonElement before = Ours.Json("show bgp summary").GetProperty("peers");
        PrometheusText metrics = _all.Scrape();
        JsonElement after = Ours.Json("show bgp summary").GetProperty("peers");
        Assert.That(metrics["router_bgp_prefixes"],
            Is.EqualTo(Ours.Json("show bgp summary").GetProperty("ribCount").GetInt32()));
        foreach (JsonProperty peer in before.EnumerateObject())
        {
            string name = peer.Value.GetProperty("name").GetString()!;
            (string, string)[] labels = [("peer", peer.Name), ("name", name)];
            long first = peer.Value.GetProperty("msgRcvd").GetInt64();
            long last = after.GetProperty(peer.Name).GetProperty("msgRcvd").GetInt64();
            double received = peer.Value.GetProperty("pfxRcd").GetInt64();
            Assert.Multiple(() =>
            {
                Assert.That(metrics["router_bgp_peer_up", labels], Is.EqualTo(1), peer.Name);
                Assert.That(metrics["router_bgp_peer_paths_received", labels], Is.EqualTo(received));
                Assert.That(metrics["router_bgp_peer_prefixes_sent", labels],
                    Is.EqualTo(peer.Value.GetProperty("pfxSnt").GetInt64()));
                Assert.That(metrics["router_bgp_peer_messages_received_total", labels], Is.InRange(first, last));

                // bird_exporter's: name, proto, ip_version and the filters' names are its labels.
                Assert.That(metrics.Of("bird_protocol_up", ("name", name), ("proto", "BGP"), ("ip_version", "4")),
                    Is.EqualTo(1));
                Assert.That(metrics.Of("bird_protocol_prefix_import_count", ("name", name)), Is.EqualTo(received));
            });
        }

        Assert.That(metrics["router_bgp_rib_bytes"], Is.Positive);
        Assert.That(metrics["router_bgp_attribute_sets"], Is.GreaterThanOrEqualTo(4), "ours and one of each peer");
    }

    [TestCase("show status", "Daemon is up and running")]
    [TestCase("show protocols", "upstream   BGP        ---        up")]
    [TestCase("show route", "198.51.2.0/24")]
    public void Birdcl_finds_its_socket_where_the_file_says(string command, string answer)
    {
        ProcessResult result = Run.Try(DebianPackages.File("bird2", "usr/sbin/birdcl"),
            ["-s", Ours.PathOf("bird.ctl"), .. command.Split(' ')]);
        Assert.That(result.ExitCode, Is.Zero, result.Both);
        Assert.That(result.Output, Does.StartWith("BIRD "));
        Assert.That(Words(result.Output), Does.Contain(Words(answer)));
    }

    [Test]
    public void A_collector_is_told_by_bmp()
    {
        WaitUntilUp();
        string guest = WatchedSpeaker.Guest(0);
        int session = _all.Collector.Sessions - 1;
        Eventually.Holds("statistics of both peers", () => new[] { guest, Upstream }.All(peer =>
            _all.Collector.Messages(session, BmpMessage.Statistics, peer).Any()), s_patience, _all.Picture);
        AssertBeginning(session, guest, 65020);
        AssertBeginning(session, Upstream, 65002);

        // RFC 7854 §4.9, reason 3: the peer ended with a NOTIFICATION, which follows. BIRD's is Cease/2.
        _all.Birds[guest].Ask("disable ours");
        Eventually.Holds("peer down", () => _all.Collector.Messages(session, BmpMessage.PeerDown, guest).Any(),
            s_patience, _all.Picture);
        byte[] down = _all.Collector.Messages(session, BmpMessage.PeerDown, guest).Last().Rest.ToArray();
        Assert.That(down[0], Is.EqualTo(3));
        Assert.That(down[(1 + 18)..(1 + 21)], Is.EqualTo(new byte[] { 3, 6, 2 }));
        _all.Birds[guest].Ask("enable ours");

        // Whoever went away is dialled again, and told everything from the beginning.
        WaitUntilUp();
        _all.Collector.HangUp();
        Eventually.Holds("the collector is dialled again", () => _all.Collector.Sessions > session + 1, s_patience,
            _all.Picture);
        Eventually.Holds("and has the tables, and statistics", () => new[] { guest, Upstream }.All(peer =>
            _all.Collector.Messages(session + 1, BmpMessage.RouteMonitoring, peer).Any()
            && _all.Collector.Messages(session + 1, BmpMessage.Statistics, peer).Any()), s_patience, _all.Picture);
        AssertBeginning(session + 1, guest, 65020);
    }

    [Test]
    public void Mrt_files_are_rotated_and_bgpdump_reads_them()
    {
        WaitUntilUp();
        string[] before = Ours.Files("updates.*");
        Ours.Exec("clear bgp upstream soft in").Must();
        string[] New() => [.. Ours.Files("updates.*").Except(before).Where(NotPartial)];
        Eventually.Holds("a file of an interval that is over", () => New().Length > 0, s_patience, _all.Picture);
        Eventually.Holds("two tables", () => Ours.Files("tables.*").Count(NotPartial) >= 2, s_patience, _all.Picture);

        // Named by the time at which they begin, to the second where intervals are that short.
        Assert.That(New()[0], Does.Match(@"/updates\.[0-9]{8}\.[0-9]{6}$"));
        string network = WatchedSpeaker.NetworkOf(Upstream);
        string[] said = Bgpdump(New()[0]);
        Assert.That(said, Has.Some.Matches($@"^BGP4MP_ET\|[0-9.]+\|A\|{Upstream}\|65002\|{network}\|65002\|IGP\|"));
        string[] table = Bgpdump(Ours.Files("tables.*").Where(NotPartial).Order().Last());
        Assert.That(table, Has.Some.Matches($@"^TABLE_DUMP2\|[0-9]+\|B\|{Upstream}\|65002\|{network}\|65002\|IGP\|"));
        Assert.That(table, Has.Some.Contains($"|{WatchedSpeaker.OurNetwork}|"));
    }

    [Test]
    public void A_cut_cable_ends_the_session_within_the_detection_time()
    {
        WaitUntilUp();
        var watch = Stopwatch.StartNew();
        _all.Cut(Upstream);
        Eventually.Holds("neither side is Established", () => !Ours.IsEstablished(Upstream)
            && !_all.Birds[Upstream].IsEstablished("ours"), s_detection, _all.Picture);
        TestContext.Out.WriteLine($"both sides without BGP {watch.ElapsedMilliseconds} ms after the cut");
        Assert.That(Ours.IsEstablished(WatchedSpeaker.Guest(0)), "a peer without BFD on the same cable of ours");
        _all.Mend(Upstream);
        WaitUntilUp();
    }

    [Test]
    public void Losing_bfd_alone_is_a_cease_of_its_own()
    {
        WaitUntilUp();
        using WireCapture wire = _all.Capture();
        _all.Birds[Upstream].Freeze();
        try
        {
            Eventually.Holds("the session is over", () => !Ours.IsEstablished(Upstream), s_detection, Ours.Picture);
        }
        finally
        {
            _all.Birds[Upstream].Thaw();
        }

        wire.Stop();

        // RFC 9384 §3: Cease, subcode 10. TCP was well all the while.
        Assert.That(wire.Count($"ip.src == {WatchedSpeaker.Router} && ip.dst == {Upstream}"
            + " && bgp.notify.major_error == 6 && bgp.notify.minor_error_cease == 10"), Is.EqualTo(1));
        WaitUntilUp();
    }

    [Test]
    public void A_range_takes_as_many_as_its_limit_and_whoever_comes_when_one_has_left()
    {
        WaitUntilUp();
        string third = WatchedSpeaker.Guest(2);
        _all.StartBird(third, 65020);
        string refused = $"{third} is refused: range 10.99.0.128/25 has its {WatchedSpeaker.Limit} peers (limit)";
        Eventually.Holds("the third is refused", () => Ours.Log.Contains(refused, StringComparison.Ordinal), s_patience,
            _all.Picture);
        Eventually.Stays("told once, however often it comes",
            () => Ours.Log.Split(refused).Length == 2, TimeSpan.FromSeconds(2.5), _all.Picture);
        Assert.That(Ours.Peer(third), Is.Null);
        Assert.That(_all.Birds[third].IsEstablished("ours"), Is.False);

        string first = WatchedSpeaker.Guest(0);
        _all.Birds[first].Ask("disable ours");
        Eventually.Holds("the third is in, the first forgotten",
            () => _all.IsUp(third) && Ours.Peer(first) is null, s_patience, _all.Picture);
        Assert.That(Ours.IsEstablished(WatchedSpeaker.Guest(1)));
        _all.Birds[third].Ask("disable ours");
        _all.Birds[first].Ask("enable ours");
        WaitUntilUp();
    }

    [Test, Category("Long")]
    public void Who_came_from_a_range_may_take_its_own_time_to_restart()
    {
        WaitUntilUp();
        string guest = WatchedSpeaker.Guest(1);
        bool HasRoute() => Ours.Exec("show bgp routes").Output.Contains(
            WatchedSpeaker.NetworkOf(guest), StringComparison.Ordinal);
        Stopwatch away = Stopwatch.StartNew();
        _all.Birds[guest].Kill();

        // RFC 4724 §4.2: its OPEN said 80 s; peers of a range are otherwise forgotten after a minute.
        Eventually.Stays("its route stays", HasRoute, TimeSpan.FromSeconds(WatchedSpeaker.GuestRestartTime - 2),
            _all.Picture);
        Eventually.Holds("its route goes", () => !HasRoute(), s_patience, _all.Picture);
        Assert.That(away.Elapsed, Is.GreaterThan(TimeSpan.FromSeconds(WatchedSpeaker.GuestRestartTime)));
        _all.Birds[guest].StartRecovering();
        WaitUntilUp();
    }

    private static bool NotPartial(string file) => !file.EndsWith(".part", StringComparison.Ordinal);

    // Columns are as wide as BIRD 1.6's or 2's.
    private static string Words(string text) => string.Join(
        ' ', text.Replace("---", "master", StringComparison.Ordinal).Split(
            [' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries));

    private static string[] Bgpdump(string file)
    {
        ProcessResult result = Run.Try(DebianPackages.File("bgpdump", "usr/bin/bgpdump"), ["-m", file]);
        Assert.That(result.ExitCode, Is.Zero, result.Both);
        Assert.That(result.Both, Does.Not.Contain("[error]").And.Not.Contain("[warn]"));
        return [.. result.Output.Split('\n').Where(static line => line.Length > 0)];
    }

    // RFC 7854 §3.3: Initiation, then Peer Up before anything else of the peer.
    private void AssertBeginning(int session, string peer, uint asn)
    {
        BmpMessage first = _all.Collector.Messages(session)[0];
        Assert.That(first.Type, Is.EqualTo(BmpMessage.Initiation));
        Dictionary<int, byte[]> tlvs = BmpMessage.Tlvs(first.Body);
        Assert.That(tlvs, Does.ContainKey(1).And.ContainKey(2), "sysDescr and sysName are required (RFC 7854 §4.3)");

        BmpMessage[] told = [.. _all.Collector.Messages(session).Skip(1).Where(message => message.Peer == peer)];
        BmpMessage up = told[0];
        (string local, byte[] sent, byte[] received) = up.Opens();
        BmpMessage route = told.First(message => message.Type == BmpMessage.RouteMonitoring);
        BmpMessage statistics = told.First(message => message.Type == BmpMessage.Statistics);
        byte[] prefix = [24, 198, 51, byte.Parse(peer[(peer.LastIndexOf('.') + 1)..],
            System.Globalization.CultureInfo.InvariantCulture)];
        Assert.Multiple(() =>
        {
            Assert.That(up.Type, Is.EqualTo(BmpMessage.PeerUp));
            Assert.That((up.PeerAs, up.Flags, local), Is.EqualTo((asn, (byte)0, WatchedSpeaker.Router)));
            Assert.That(up.Time, Is.EqualTo(DateTimeOffset.UtcNow).Within(TimeSpan.FromMinutes(5)));

            // RFC 4271 §4.2: version, AS, hold time, identifier: the router ID of each side.
            Assert.That(sent[24..28], Is.EqualTo(new byte[] { 10, 99, 0, 1 }));
            Assert.That(received[24..28], Is.EqualTo(System.Net.IPAddress.Parse(peer).GetAddressBytes()));
            Assert.That(route.Update()[^4..], Is.EqualTo(prefix), "before policy, as the peer said it");
            Assert.That(statistics.Rest[3], Is.Positive, "so many statistics");
        });
    }

    private void WaitUntilUp() => Eventually.Holds(
        "all sessions up, BFD up, routes everywhere",
        () => new[] { Upstream, WatchedSpeaker.Guest(0), WatchedSpeaker.Guest(1) }.All(peer => _all.IsUp(peer)
                && Ours.Peer(peer)!.Value.GetProperty("pfxRcd").GetInt32() == 1
                && Ours.Peer(peer)!.Value.GetProperty("pfxSnt").GetInt32() >= 2)
            && _all.Birds[Upstream].Ask("show bfd sessions").Contains("Up", StringComparison.Ordinal),
        s_patience,
        _all.Picture);
}
