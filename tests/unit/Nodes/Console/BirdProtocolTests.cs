using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Bgp;
using Router.Wire;

namespace Router.Tests.Nodes.Console;

/// <summary>
/// BIRD's control protocol. Codes, columns and words are those that Debian's BIRD 1.6.8 answered with on 2026-11-23 for
/// sessions in the same states; names and times are ours.
/// </summary>
public sealed class BirdProtocolTests
{
    private TestNet _net = null!;
    private TestNode _here = null!;
    private TestNode _mesh = null!;
    private SpeakerConsole _console = null!;

    [SetUp]
    public void Start()
    {
        _net = new TestNet();
        _here = _net.Add("10.9.0.1");
        _mesh = _net.Add("10.9.0.2");
        _console = new SpeakerConsole(_net, _here);
        _here.Peer(_mesh);
        _mesh.Peer(_here, options => options with { Passive = true });
        _mesh.Originate("10.244.1.0/26");
        _here.Originate("203.0.113.0/24");
        int away = AddPeer("Global_10_9_0_9", "10.9.0.9", 64513);
        int off = AddPeer("Node_10_9_0_8", "10.9.0.8", 64513);
        _here.Speaker.SetAdmin(off, false, _net.Now);
        Assert.That((away, off), Is.EqualTo((1, 2)));
        _net.Run(10);
    }

    [Test]
    public void Status_says_who_it_is_and_ends_with_13() =>
        Assert.That(_console.Ask("show status"), Is.EqualTo((0,
            "1000-BIRD 1.6.8+router\n" +
            "1011-Router ID is 10.9.0.1\n" +
            " Hostname is node01\n" +
            " Current server time is 2026-11-23 14:16:34\n" +
            " Last reboot on 2026-11-23 14:16:24\n" +
            " Last reconfiguration on 2026-11-23 14:16:24\n" +
            "0013 Daemon is up and running\n")));

    [Test]
    public void Protocols_are_a_table_with_the_headings_that_calicoctl_knows() =>
        Assert.That(_console.Say("show protocols"), Does.Match(
            "^2002-name     proto    table    state  since       info\n" +
            "1002-static1  Static   master   up     14:16:24    \n" +
            " Mesh_10_9_0_2 BGP      master   up     14:16:26    Established\n" +
            " Global_10_9_0_9 BGP      master   start  14:16:..    (Connect|Active)\n" +
            " Node_10_9_0_8 BGP      master   down   14:16:24    \n" +
            "0000 \n$"));

    [Test]
    public void All_adds_what_bird_adds_behind_code_1006()
    {
        string text = _console.Say("show protocols all Mesh_10_9_0_2");
        Assert.That(text, Does.StartWith(
            "2002-name     proto    table    state  since       info\n" +
            "1002-Mesh_10_9_0_2 BGP      master   up     14:16:26    Established\n" +
            "1006-  Preference:     100\n" +
            "   Input filter:   ACCEPT\n" +
            "   Output filter:  ACCEPT\n" +
            "   Routes:         1 imported, 1 exported"));
        Assert.That(text, Does.Contain(
            "   Route change stats:     received   rejected   filtered    ignored   accepted\n"));
        Assert.That(text, Does.Contain(
            "   BGP state:          Established\n" +
            "     Neighbor address: 10.9.0.2\n" +
            "     Neighbor AS:      64512\n" +
            "     Neighbor ID:      10.9.0.2\n" +
            "     Neighbor caps:    refresh restart-able AS4 add-path-rx add-path-tx enhanced-refresh llgr-aware\n" +
            "     Session:          internal multihop AS4 add-path-rx add-path-tx\n" +
            "     Source address:   10.9.0.1\n"));
        Assert.That(text, Does.EndWith(" \n0000 \n"));
    }

    [TestCase("show protocols \"Mesh*\"", " \"Mesh", 1)]
    [TestCase("show protocols \"*_10_9_0_?\"", "", 3)]
    public void A_pattern_in_quotes_picks_some(string line, string _, int rows) =>
        Assert.That(_console.Say(line).Split('\n').Count(row => row.Contains(" BGP ")), Is.EqualTo(rows));

    [TestCase("show protocols foo", "9002 foo is not a protocol\n")]
    [TestCase("disable foo", "9002 foo is not a protocol\n")]
    [TestCase("disable Global", "9002 Global is not a protocol; there is Global_10_9_0_9\n")]
    [TestCase("show protocols \"foo*\"", "8003 No protocols match\n")]
    [TestCase("show route 1.2.3.4/24", "9001 Invalid prefix\n")]
    [TestCase("show route 1.2.3.0/24", "8001 Network not in table\n")]
    [TestCase("show route for 8.8.8.8", "8001 Network not in table\n")]
    [TestCase("show route protocol foo", "9002 foo is not a protocol\n")]
    public void What_is_not_there_is_said_with_birds_code(string line, string answer)
    {
        (int exitCode, string text) = _console.Ask(line);
        Assert.That(text, Is.EqualTo(answer));
        Assert.That(exitCode, Is.EqualTo(answer[0] == '8' ? 1 : 2));
    }

    [Test]
    public void Routes_are_printed_as_bird_prints_them() =>
        Assert.That(_console.Ask("show route"), Is.EqualTo((0,
            "1007-10.244.1.0/26      via 10.9.0.2 [Mesh_10_9_0_2 14:16:26] * (100/?) [i]\n" +
            " 203.0.113.0/24     blackhole [static1 14:16:24] * (200)\n" +
            "0000 \n")));

    [Test]
    public void All_has_the_attributes_of_each_path()
    {
        TestNode outside = _net.Add("10.9.0.3", 65001);
        _here.Peer(outside);
        outside.Peer(_here);
        outside.Originate("198.51.100.0/24", new BgpOrigination { Med = 5, Communities = [0xfc00_004d] });
        _net.Run(10);
        Assert.That(_console.Say("show route 198.51.100.0/24 all"), Is.EqualTo(
            "1007-198.51.100.0/24    via 10.9.0.3 [Mesh_10_9_0_3 14:16:36] * (100) [AS65001i]\n" +
            "1008-\tType: BGP unicast univ\n" +
            "1012-\tBGP.origin: IGP\n" +
            " \tBGP.as_path: 65001\n" +
            " \tBGP.next_hop: 10.9.0.3\n" +
            " \tBGP.med: 5\n" +
            " \tBGP.community: (64512,77)\n" +
            " \tBGP.local_pref: 100\n" +
            "0000 \n"));
    }

    [TestCase("show route count", "0014 2 of 2 routes for 2 networks\n")]
    [TestCase("show route protocol Mesh_10_9_0_2 count", "0014 1 of 2 routes for 2 networks\n")]
    [TestCase("show route for 10.244.1.9 count", "0014 1 of 1 routes for 1 networks\n")]
    public void Count_says_how_many(string line, string answer) => Assert.That(_console.Say(line), Is.EqualTo(answer));

    [Test]
    public void Disable_and_enable_say_what_they_did_and_what_was_so_already()
    {
        Assert.That(_console.Say("disable Mesh_10_9_0_2 \"going home\""),
            Is.EqualTo("0009-Mesh_10_9_0_2: disabled\n0000 \n"));
        Assert.That(_console.Say("disable Mesh_10_9_0_2"), Is.EqualTo("0008-Mesh_10_9_0_2: already disabled\n0000 \n"));
        _net.Run(1);
        Assert.That(_mesh.Speaker.Peer(0).LastReceived!.Value.Text, Does.Contain("going home"), "RFC 9003");
        Assert.That(_console.Say("show protocols Mesh_10_9_0_2"), Does.Contain(" down "));
        Assert.That(_console.Say("enable Mesh_10_9_0_2"), Is.EqualTo("0011-Mesh_10_9_0_2: enabled\n0000 \n"));
        Assert.That(_console.Say("enable Mesh_10_9_0_2"), Is.EqualTo("0010-Mesh_10_9_0_2: already enabled\n0000 \n"));
        _net.Run(30);
        Assert.That(_here.State(), Is.EqualTo(BgpState.Established));
    }

    [Test]
    public void Restart_ends_the_session_and_starts_it_again()
    {
        Assert.That(_console.Say("restart all"), Does.StartWith("0012-Mesh_10_9_0_2: restarted\n"));
        _net.Run(30);
        BgpPeerView peer = _here.Speaker.Peer(0);
        Assert.That((peer.State, peer.Establishments), Is.EqualTo((BgpState.Established, 2)));
    }

    [Test]
    public void Reload_in_asks_for_the_routes_again_and_out_does_not()
    {
        Assert.That(_console.Say("reload out Mesh_10_9_0_2"), Is.EqualTo("0015-Mesh_10_9_0_2: reloading\n0000 \n"));
        _net.Run(1);
        Assert.That(_mesh.Speaker.Peer(0).Received.RouteRefresh, Is.Zero);
        Assert.That(_console.Say("reload in Mesh_10_9_0_2"), Is.EqualTo("0015-Mesh_10_9_0_2: reloading\n0000 \n"));
        _net.Run(1);
        Assert.That(_mesh.Speaker.Peer(0).Received.RouteRefresh, Is.Not.Zero, "RFC 2918");
        Assert.That(_console.Say("reload Global_10_9_0_9"), Does.StartWith("8006-Global_10_9_0_9: reload failed"));
    }

    [Test]
    public void Configure_reads_the_file_again()
    {
        Assert.That(_console.Ask("configure"),
            Is.EqualTo((1, "8002 There is no configuration file to read again here\n")));
        bool? asked = null;
        string? problem = null;
        _console.Reconfigure = isCheck =>
        {
            asked = isCheck;
            return problem;
        };
        Assert.That(_console.Say("configure check"),
            Is.EqualTo("0002-Reading configuration from a.yaml\n0020 Configuration OK\n"));
        Assert.That(asked, Is.True);
        Assert.That(_console.Say("configure soft"),
            Is.EqualTo("0002-Reading configuration from a.yaml\n0003 Reconfigured\n"));
        Assert.That(asked, Is.False);
        problem = "a.yaml:5:14: unknown key 'foo'";
        Assert.That(_console.Ask("configure"),
            Is.EqualTo((1, "0002-Reading configuration from a.yaml\n8002 a.yaml:5:14: unknown key 'foo'\n")));
    }

    [Test]
    public void A_peers_words_cannot_end_a_reply()
    {
        _mesh.Speaker.SetAdmin(0, false, _net.Now, "bye\n0000 \n2002-name\u2028 9001 no");
        _net.Run(1);
        string[] lines = _console.Say("show protocols all").TrimEnd('\n').Split('\n');
        Assert.That(lines.Count(line => line.StartsWith("0000")), Is.EqualTo(1));
        Assert.That(lines.Where(line => line.Contains("bye", System.StringComparison.Ordinal)), Is.Not.Empty
            .And.All.Contains("Received: Cease: Administrative Shutdown: \"bye"));
    }

    [Test]
    public void Without_a_clock_times_count_from_the_start()
    {
        _console.HasClock = false;
        Assert.That(_console.Say("show protocols Mesh_10_9_0_2"), Does.Contain(" 00:00:02    Established"));
    }

    private int AddPeer(string name, string address, uint asn) => _here.Speaker.AddPeer(
        new BgpPeerOptions
        {
            Name = name,
            RemoteAddress = Ipv4Address.Parse(address),
            RemoteAs = new Asn(asn),
        },
        _net.Now);
}
