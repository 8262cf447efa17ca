using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Debian's birdcl at our board's control socket, and what calicoctl and calico-node do with BIRD's.
/// </summary>
public sealed class BirdClientTests
{
    // What birdcl 2.0.12 of Debian 12 knows how to say; BIRD 1.6's package has only the interactive client.
    private const string Client = "bird2";
    private const string Mesh = "Mesh_192_168_101_201";

    private BirdAndBoard _pair = null!;
    private RouterBoard _board = null!;

    [OneTimeSetUp]
    public void Establish()
    {
        _pair = new BirdAndBoard("bird", birdAsNode02: false, Cluster.Node01);
        _board = (RouterBoard)_pair.Board;
        _pair.WaitUntilExchanged();
    }

    [OneTimeTearDown]
    public void End() => _pair.Dispose();

    [TestCase("show status", "Daemon is up and running")]
    [TestCase("show protocols", Mesh + " BGP      master   up ")]
    [TestCase("show prot all", "BGP state:          Established")]
    [TestCase("show protocols \"Mesh*\"", "Established")]
    [TestCase("show route", "via 192.168.101.201 on ens33 [" + Mesh)]
    [TestCase("show route all", "BGP.next_hop: 192.168.101.201")]
    [TestCase("show route count", " routes for ")]
    [TestCase("show memory", "Route attributes:")]
    [TestCase("configure check", "Configuration OK")]
    [TestCase("configure soft", "Reconfigured")]
    [TestCase("enable " + Mesh, "already enabled")]
    [TestCase("reload " + Mesh, "reloading")]
    [TestCase("echo off", "ready.")]
    public void Birdcl_gets_its_answer(string command, string answer)
    {
        ProcessResult result = Birdcl(command);
        Assert.That(result.ExitCode, Is.Zero, result.Both);

        // calico-node's readiness wants output that starts so.
        Assert.That(result.Output, Does.StartWith("BIRD ").And.Contains(answer));
        Assert.That(result.Output, Does.Not.Contain("???"), "birdcl's mark for a line it cannot read");
    }

    [TestCase("disable nobody", "nobody is not a protocol")]
    [TestCase("show route 9.9.9.0/24", "Network not in table")]
    public void Birdcl_fails_where_it_fails_with_bird(string command, string answer)
    {
        ProcessResult ours = Birdcl(command);
        Assert.That(ours.ExitCode, Is.EqualTo(1), ours.Both);
        Assert.That(ours.Output, Does.EndWith(answer + "\n"));
    }

    [Test]
    public void A_restricted_client_changes_nothing()
    {
        ProcessResult result = Run.Try(Birdcl(), ["-r", "-s", _board.ControlSocket, "disable", "all"]);
        Assert.That(result.Output, Does.Contain("Access restricted").And.Contains("Access denied"));
        Assert.That(_pair.IsUp);
    }

    /// <summary>The same table with BIRD 1.6 and with us: headings, and the columns of the session.</summary>
    [Test]
    public void The_table_of_protocols_has_birds_form()
    {
        string[] theirs = _pair.Bird.Ask("show protocols").Split('\n');
        string[] ours = (BirdSocket.Ask(_board.ControlSocket, "show protocols") ?? "").Split('\n');
        Assert.That(ours[0], Is.EqualTo("name     proto    table    state  since       info"));
        string session = ours.Single(line => line.StartsWith(Mesh, System.StringComparison.Ordinal));
        string[] words = session.Split(' ', System.StringSplitOptions.RemoveEmptyEntries);
        Assert.That(words, Has.Length.EqualTo(6));
        Assert.That(words[1..4].Append(words[5]), Is.EqualTo(["BGP", "master", "up", "Established"]));
        Assert.That(words[4], Does.Match("^[0-9]{2}:[0-9]{2}:[0-9]{2}$"));
        Assert.That(theirs, Has.Some.Matches(@"^\S+ +BGP +master +up +[0-9:]+ +Established"));
    }

    /// <summary>
    /// The exchange of <c>calicoctl node status</c>: it connects, says one line, and reads by the rules of its parser,
    /// which this repeats: 0001 greeting, 2002 and six headings, rows behind 1002 or a blank, 0000.
    /// </summary>
    [Test]
    public void Calicoctl_finds_its_peer()
    {
        CalicoctlExchange status = CalicoctlExchange.With(_board.ControlSocket);
        Assert.That(status.Error, Is.Null);
        Assert.That(status.Peers, Is.EqualTo(["192.168.101.201 | node-to-node mesh | up | Established"]));
    }

    [Test]
    public void Router_exec_is_a_client_of_the_same_socket()
    {
        Assert.That(_board.Show("show protocols"), Does.StartWith("name     proto"));
        Assert.That(_board.Show("show status"), Does.EndWith("Daemon is up and running\n"));
        ProcessResult failed = _board.Try("disable nobody");
        Assert.That((failed.ExitCode, failed.Output), Is.EqualTo((2, "nobody is not a protocol\n")));
    }

    private static string Birdcl() => DebianPackages.File(Client, "usr/sbin/birdcl");

    private ProcessResult Birdcl(string command) =>
        Run.Try(Birdcl(), ["-s", _board.ControlSocket, .. command.Split(' ')]);
}
