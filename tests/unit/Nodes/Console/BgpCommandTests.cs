using System.Linq;
using System.Text.Json;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Bgp;
using Router.Wire;

namespace Router.Tests.Nodes.Console;

/// <summary>The commands in vtysh's words; JSON names are those of FRR 8.4's <c>… json</c>.</summary>
public sealed class BgpCommandTests
{
    private TestNet _net = null!;
    private TestNode _here = null!;
    private TestNode _inside = null!;
    private TestNode _outside = null!;
    private SpeakerConsole _console = null!;

    [SetUp]
    public void Start()
    {
        _net = new TestNet();
        _here = _net.Add("10.9.0.1");
        _inside = _net.Add("10.9.0.2");
        _outside = _net.Add("10.9.0.3", 65001);
        _console = new SpeakerConsole(_net, _here);
        foreach (TestNode other in new[] { _inside, _outside })
        {
            _here.Peer(other);
            other.Peer(_here, static options => options with { Passive = true });
        }

        _inside.Originate("10.244.1.0/26");
        _outside.Originate("198.51.100.0/24", new BgpOrigination { Med = 5 });
        _here.Originate("203.0.113.0/24");
        _net.Run(20);
        Assert.That((_here.State(0), _here.State(1)), Is.EqualTo((BgpState.Established, BgpState.Established)));
    }

    [TestCase("show bgp neighbor 10.9.0.2 routes", "10.244.1.0/26")]
    [TestCase("show bgp neighbors 10.9.0.3 routes", "198.51.100.0/24")]
    [TestCase("show bgp neighbor 10.9.0.2 advertised-routes", "198.51.100.0/24 203.0.113.0/24")]
    [TestCase("show bgp neighbor 10.9.0.3 adv", "10.244.1.0/26 203.0.113.0/24")]
    [TestCase("show bgp routes", "10.244.1.0/26 198.51.100.0/24 203.0.113.0/24")]
    [TestCase("show bgp routes 198.51.100.77", "198.51.100.0/24")]
    [TestCase("show bgp routes 10.244.1.0/26", "10.244.1.0/26")]
    public void Routes_of_a_view_are_the_same_in_text_and_json(string line, string prefixes)
    {
        string[] expected = prefixes.Split(' ');
        JsonElement routes = Json(line).GetProperty("routes");
        Assert.That(routes.EnumerateObject().Select(route => route.Name).Order(), Is.EqualTo(expected));
        (int exitCode, string text) = _console.Ask(line);
        Assert.That(exitCode, Is.Zero);
        foreach (string prefix in expected)
        {
            Assert.That(text, Does.Contain(prefix));
        }

        Assert.That(text, Does.EndWith($"\nDisplayed {expected.Length} routes and {expected.Length} total paths\n"));
    }

    /// <summary>The Adj-RIB-Out view says what the peer in fact has: RFC 4271 §5.1.2, §5.1.3, §5.1.5.</summary>
    [Test]
    public void Advertised_routes_are_as_the_peer_has_them()
    {
        JsonElement external = Path("show bgp neighbor 10.9.0.3 advertised-routes", "203.0.113.0/24");
        BgpPath theirs = _outside.Speaker.Route(IpPrefix.Parse("203.0.113.0/24"))!.Paths[0];
        Assert.That(external.GetProperty("path").GetString(), Is.EqualTo("64512"));
        Assert.That(external.GetProperty("nexthop").GetString(), Is.EqualTo(theirs.NextHop.ToString()));
        Assert.That(external.TryGetProperty("localPref", out _), Is.False, "LOCAL_PREF stays inside");
        Assert.That(theirs.AsPathLength, Is.EqualTo(1));

        JsonElement inside = Path("show bgp neighbor 10.9.0.2 advertised-routes", "198.51.100.0/24");
        Assert.That(inside.GetProperty("path").GetString(), Is.EqualTo("65001"));
        Assert.That(inside.GetProperty("metric").GetInt64(), Is.EqualTo(5));
        Assert.That(inside.GetProperty("localPref").GetInt64(), Is.EqualTo(100));
        Assert.That(inside.GetProperty("peerId").GetString(), Is.EqualTo("10.9.0.3"));
    }

    [Test]
    public void Received_routes_are_not_kept_and_the_answer_says_what_is()
    {
        (int exitCode, string text) = _console.Ask("show bgp neighbor 10.9.0.2 received-routes");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("clear bgp PEER soft in"));
    }

    [Test]
    public void A_neighbor_has_vtyshs_json_names()
    {
        JsonElement peer = Json("show bgp neighbor 10.9.0.3").GetProperty("10.9.0.3");
        Assert.Multiple(() =>
        {
            Assert.That(peer.GetProperty("remoteAs").GetInt64(), Is.EqualTo(65001));
            Assert.That(peer.GetProperty("localAs").GetInt64(), Is.EqualTo(64512));
            Assert.That(peer.GetProperty("nbrExternalLink").GetBoolean());
            Assert.That(peer.GetProperty("bgpState").GetString(), Is.EqualTo("Established"));
            Assert.That(peer.GetProperty("remoteRouterId").GetString(), Is.EqualTo("10.9.0.3"));
            Assert.That(peer.GetProperty("bgpTimerHoldTimeMsecs").GetInt64(), Is.EqualTo(240_000));
            Assert.That(peer.GetProperty("neighborCapabilities").GetProperty("4byteAs").GetString(),
                Is.EqualTo("advertisedAndReceived"));
            Assert.That(peer.GetProperty("messageStats").GetProperty("opensSent").GetInt64(), Is.EqualTo(1));
            Assert.That(peer.GetProperty("messageStats").GetProperty("updatesRecv").GetInt64(),
                Is.EqualTo(_outside.Speaker.Peer(0).Sent.Update));
            Assert.That(peer.GetProperty("prefixStats").GetProperty("acceptedPrefixCounter").GetInt64(), Is.EqualTo(1));
            Assert.That(peer.GetProperty("prefixStats").GetProperty("sentPrefixCounter").GetInt64(), Is.EqualTo(2));
        });
    }

    [Test]
    public void A_neighbor_tells_why_it_is_down()
    {
        _outside.Speaker.SetAdmin(0, false, _net.Now, "out for lunch");
        _net.Run(1);
        string text = _console.Say("show bgp neighbor 10.9.0.3");
        Assert.That(text, Does.Contain(
            "Last NOTIFICATION received: 6/2 Cease: Administrative Shutdown: \"out for lunch\""));
        JsonElement peer = Json("show bgp neighbor 10.9.0.3").GetProperty("10.9.0.3");
        Assert.That(peer.GetProperty("lastNotificationReceived").GetProperty("code").GetInt32(), Is.EqualTo(6));
        Assert.That(peer.GetProperty("lastNotificationReceived").GetProperty("subcode").GetInt32(), Is.EqualTo(2));
        Assert.That(peer.GetProperty("bgpTimerUpMsec").GetInt64(), Is.Zero);
    }

    [Test]
    public void Clear_soft_in_asks_for_the_routes_again_and_keeps_the_session()
    {
        Assert.That(_console.Ask("clear bgp 10.9.0.2 soft in"),
            Is.EqualTo((0, "Mesh_10_9_0_2: asked for its routes again\n")));
        _net.Run(1);
        Assert.That(_inside.Speaker.Peer(0).Received.RouteRefresh, Is.Not.Zero);
        Assert.That(_here.Speaker.Peer(0).Establishments, Is.EqualTo(1));
        Assert.That(_console.Ask("clear bgp 10.9.0.2 soft out").ExitCode, Is.Zero);
        Assert.That(_console.Ask("clear bgp * soft").ExitCode, Is.Zero);
    }

    [Test]
    public void Clear_ends_the_session_and_starts_it_again()
    {
        Assert.That(_console.Ask("clear bgp *"),
            Is.EqualTo((0, "Mesh_10_9_0_2: session reset\nMesh_10_9_0_3: session reset\n")));
        _net.Run(30);
        Assert.That(_here.Speaker.Peers().Select(peer => (peer.State, peer.Establishments)),
            Is.All.EqualTo((BgpState.Established, 2)));

        // RFC 4486 §4: Administrative Reset.
        BgpNotificationRecord told = _inside.Speaker.Peer(0).LastReceived!.Value;
        Assert.That((told.Code, told.Subcode), Is.EqualTo(((byte)6, (byte)4)));
    }

    [Test]
    public void Disable_with_a_message_and_enable()
    {
        Assert.That(_console.Ask("disable bgp 10.9.0.2 back at noon"), Is.EqualTo((0, "Mesh_10_9_0_2: disabled\n")));
        _net.Run(1);
        Assert.That(_inside.Speaker.Peer(0).LastReceived!.Value.Text, Does.Contain("back at noon"));
        Assert.That(_console.Ask("clear bgp 10.9.0.2"),
            Is.EqualTo((1, "Mesh_10_9_0_2: is disabled: enable it first\n")));
        Assert.That(_console.Ask("clear bgp 10.9.0.2 soft").ExitCode, Is.EqualTo(1));
        Assert.That(_console.Ask("enable bgp Mesh_10_9_0_2"), Is.EqualTo((0, "Mesh_10_9_0_2: enabled\n")));
        _net.Run(30);
        Assert.That(_here.State(), Is.EqualTo(BgpState.Established));
    }

    [TestCase("show bgp neighbor 10.9.0.4", 1, "no peer 10.9.0.4; there are\n  10.9.0.2  Mesh_10_9_0_2\n")]
    [TestCase("clear bgp 10.9.0.4", 1, "no peer 10.9.0.4; there are\n")]
    [TestCase("clear bgp", 2, "usage: clear bgp PEER")]
    [TestCase("clear bgp * hard", 2, "usage: clear bgp PEER")]
    [TestCase("show bgp neighbor 10.9.0.2 foo", 2, "'foo' is not one of routes, advertised-routes, received-routes")]
    [TestCase("show bgp routes 9.9.9.9", 1, "no route to 9.9.9.9")]
    [TestCase("show bgp routes foo", 2, "usage: show bgp routes")]
    [TestCase("show bgp foo", 2, "unknown command: show bgp foo\n")]
    public void What_is_mistyped_is_answered_with_what_exists(string line, int exitCode, string answer)
    {
        (int code, string text) = _console.Ask(line);
        Assert.That((code, text), Is.EqualTo((exitCode, text)));
        Assert.That(text, Does.StartWith(answer));
    }

    [Test]
    public void Memory_adds_up()
    {
        JsonElement memory = Json("show bgp memory");
        Assert.That(memory.GetProperty("prefixes").GetInt32(), Is.EqualTo(3));
        Assert.That(memory.GetProperty("ribBytes").GetInt64(), Is.EqualTo(
            memory.GetProperty("tableBytes").GetInt64() + memory.GetProperty("attributeBytes").GetInt64()));
        Assert.That(_console.Say("show bgp memory"), Does.Contain("3 prefixes with 3 paths: "));
    }

    [Test]
    public void A_table_larger_than_a_turn_is_shown_whole_and_each_route_once()
    {
        for (int i = 0; i < 6000; i++)
        {
            _here.Originate($"100.{i >> 8}.{i & 255}.0/24");
        }

        _net.Run(5);
        string[] prefixes = [.. Json("show bgp routes").GetProperty("routes").EnumerateObject()
            .Select(route => route.Name)];
        Assert.That(prefixes, Has.Length.EqualTo(6003).And.Unique);
        Assert.That(_console.Say("show route count"), Is.EqualTo("0014 6003 of 6003 routes for 6003 networks\n"));
        Assert.That(_console.Say("show route export Mesh_10_9_0_3 count"),
            Is.EqualTo("0014 6002 of 6003 routes for 6003 networks\n"));
        Assert.That(_console.Say("show route noexport Mesh_10_9_0_3 count"),
            Is.EqualTo("0014 1 of 6003 routes for 6003 networks\n"));
        Assert.That(_outside.Speaker.Routes(), Has.Count.EqualTo(6003), "6002 and its own");
    }

    [Test]
    public void The_time_of_convergence_moves_with_changes_and_not_without()
    {
        Instant first = _here.Speaker.LastConverged;
        Assert.That((_here.Speaker.IsConverged, first < _net.Now), Is.EqualTo((true, true)));
        _net.Run(100);
        Assert.That(_here.Speaker.LastConverged, Is.EqualTo(first));
        Instant before = _net.Now;
        _here.Originate("192.0.2.0/24");
        _net.Run(1);
        Assert.That(_here.Speaker.LastConverged, Is.GreaterThanOrEqualTo(before).And.LessThan(_net.Now));
    }

    private JsonElement Path(string line, string prefix) => Json(line).GetProperty("routes").GetProperty(prefix)[0];

    private JsonElement Json(string line)
    {
        (int exitCode, string text) = _console.Ask(line + " -o json");
        Assert.That(exitCode, Is.Zero, text);
        return JsonDocument.Parse(text).RootElement;
    }
}
