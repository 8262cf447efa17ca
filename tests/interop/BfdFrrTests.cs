using System;
using System.Linq;
using NUnit.Framework;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>BFD and BGP between our board and FRR's bfdd and bgpd.</summary>
[NonParallelizable]
public sealed class BfdFrrTests
{
    private static readonly TimeSpan s_detection = TimeSpan.FromMilliseconds(600 + 1200);

    [TestCase(false, Description = "the cable is cut")]
    [TestCase(true, Description = "BFD's packets from FRR stop, TCP goes on: we say Cease/10")]
    public void Comes_up_and_ends_bgp_within_the_detection_time(bool bfdAlone)
    {
        using Cleanup made = new();
        Lan lan = made.Own(new Lan());
        NetNamespace frrPlace = made.Own(new NetNamespace("frr"));
        NetNamespace boardPlace = made.Own(new NetNamespace("board"));
        lan.Connect("frr0", frrPlace, "eth0");
        lan.Connect("board0", boardPlace, "fw0");
        frrPlace.Ip("addr", "add", Cluster.Node01 + "/24", "dev", "eth0");
        WireCapture wire = made.Own(new WireCapture(lan.Place, "board0"));
        FrrPeer frr = made.Own((FrrPeer)BgpPeer.Start(BgpPeer.Frr, frrPlace, new(Cluster.Node01, 64512)
        {
            Neighbours = [new(Cluster.Node01, Cluster.Node02, 64512) { HoldTime = 240, BfdInterval = 200 }],
            ForwardsByKernel = true,
        }));
        RouterBoard board = made.Own(new RouterBoard(
            boardPlace, Cluster.Node01, "classic",
            runMore: "bfd: [{ peer: 192.168.101.201, interval: 200ms, multiplier: 3 }]"));

        string Picture() => frr.Picture() + board.Show("show bfd sessions") + board.Picture();
        Eventually.Holds("BFD and BGP are up on both sides",
            () => board.BfdStatus(Cluster.Node01) == "up" && board.IsEstablishedWith(Cluster.Node01)
                && frr.IsEstablished()
                && frr.AskBeside("bfdd", "show bfd peers").Contains("Status: up", StringComparison.Ordinal),
            TimeSpan.FromSeconds(60), Picture);
        Eventually.Stays("and stay up", () => board.BfdStatus(Cluster.Node01) == "up", TimeSpan.FromSeconds(3),
            Picture);

        if (bfdAlone)
        {
            frr.Freeze("bfdd");
        }
        else
        {
            lan.Place.Ip("link", "set", "frr0", "nomaster");
        }

        Eventually.Holds("neither side is Established",
            () => !board.IsEstablishedWith(Cluster.Node01) && !frr.IsEstablished(), s_detection, Picture);
        string[] said = [.. wire.Stop().BgpMessages(Cluster.Node02).Where(m => m[36..38] == "03")];

        // A cut cable lets what we say no further than to the wire.
        Assert.That(said, Has.Length.InRange(bfdAlone ? 1 : 0, 1));
        Assert.That(said, Has.All.Match("^f{32}[0-9a-f]{4}03060a"));
    }
}
