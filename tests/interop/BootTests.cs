using System;
using System.Text.RegularExpressions;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// The firmware as the only program of a machine: the kernel starts it, it loads modules, runs the node, and ends the
/// machine.
/// </summary>
[Parallelizable(ParallelScope.All)]
public sealed class BootTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    [Test]
    public void From_power_on_to_a_session_with_bird_and_off_by_its_console()
    {
        using Cleanup made = new();
        NetNamespace place = made.Own(new NetNamespace("node01"));
        BootedBoard board = made.Own(new BootedBoard(place, string.Empty, BoardDisk.Make(made.Own(new Scratch())),
            "built=4102444800", "watchdog=30", "disk=" + BoardDisk.Guid));
        place.Ip("addr", "add", Cluster.Node01 + "/24", "dev", BootedBoard.Card);
        BirdDaemon bird = made.Own(new BirdDaemon(place, "bird", BirdConfig.For(
            "bird", Cluster.Node01, Cluster.Node02, Cluster.Block01, 100, port: BootedBoard.Card)));
        Eventually.Holds("BIRD holds the board's block", () => bird.HasRoute(Cluster.Block02, Cluster.Node02),
            s_patience, () => board.Log);
        board.Machine.Type("show bgp summary");
        board.WaitFor("Total number of neighbors 1");
        board.Machine.Type("ip route");
        board.WaitFor($"{Cluster.Block01} via {Cluster.Node01} dev tunl0 proto bird onlink");
        Assert.Multiple(() =>
        {
            Assert.That(board.Log, Does.Contain("init: board qemu-x64"));
            Assert.That(board.Log, Does.Match(@"init: ([0-9]+) of \1 modules loaded"));
            Assert.That(board.Log, Does.Contain("init: watchdog: resets the machine after 30 s without progress"));

            // The node's port has the name that the kernel did not give.
            Assert.That(board.Log, Does.Contain("init: eth0 is called wan0 now"));
            Assert.That(board.Log, Does.Contain("init: all 1 NICs are there"));
            Assert.That(board.Log, Does.Contain("init: the disk is vda, /dev/vda4 is on /data"));

            // No machine's clock is there yet: as `date -u -d @4102444800` says it.
            Assert.That(board.Log, Does.Contain("it begins at the image's build, 2100-01-01 00:00:00 UTC"));
        });
        Match ready = Regex.Match(board.Log, @"the node is ready, (\d+) ms after power-on");
        Assert.That(ready.Success, board.Log);
        TestContext.Out.WriteLine($"kernel's start to a ready node: {ready.Groups[1].Value} ms");

        // Off: a Cease to BIRD first (RFC 4486 §4: administrative shutdown), and no panic.
        board.Machine.Type("system poweroff");
        Assert.That(board.Machine.WaitForEnd(s_patience), Is.Zero, board.Log);
        Assert.That(board.Log, Does.Contain("init: the machine is switched off"));
        Assert.That(board.Log, Does.Contain("init: /data is unmounted"));
        Assert.That(board.Log, Does.Not.Contain("Kernel panic"));
        Assert.That(bird.Ask("show protocols all " + BirdConfig.Protocol),
            Does.Contain("Received: Administrative shutdown"));
    }

    [Test]
    public void A_node_that_cannot_start_is_started_again_and_again_and_the_machine_lives()
    {
        using Cleanup made = new();
        NetNamespace place = made.Own(new NetNamespace("nobody"));
        BootedBoard board = made.Own(new BootedBoard(
            place, "node: node02\nports: seven\n", null, "nonsense", "watchdog=30"));
        board.WaitFor("the node ended (exit code 1), 4 times in a row: it starts again in 2 s");
        board.WaitFor("the node ended (exit code 1), 5 times in a row: it starts again in 4 s");
        Assert.Multiple(() =>
        {
            Assert.That(board.Log, Does.Contain("node.yaml:2:"), "with file and line");
            Assert.That(board.Log, Does.Contain("/etc/router/appliance:4: not understood: nonsense"));
            Assert.That(board.Machine.HasEnded, Is.False);
        });
    }
}
