using System;
using System.Linq;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>
/// Pod, our board, a node, pod: the node is the kernel of a namespace, and a daemon that tells it the way.
/// </summary>
internal sealed class RestartPath : IDisposable
{
    /// <summary>Sorts above the board's: the daemon dials, as soon as it is back.</summary>
    public const string Node = "192.168.101.203";

    /// <summary>What the daemon announces beside <see cref="Cluster.Block01"/>; nobody is there.</summary>
    public const string OtherBlock = "172.173.55.64/26";

    /// <summary>Of the daemon, in seconds.</summary>
    public const int RestartTime = 6;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Cleanup _made = new();
    private readonly Lan _lan;
    private readonly NetNamespace _place;
    private readonly BoardWithPod _board;
    private bool _isUsed;

    public RestartPath(string daemon)
    {
        try
        {
            _lan = _made.Own(new Lan());
            _place = _made.Own(new NetNamespace("node"));
            NodePod = _made.Own(new NetNamespace("nodepod"));
            _lan.Connect("node0", _place, "eth0");
            _place.Ip("addr", "add", Node + "/24", "dev", "eth0");
            _place.Must("sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward");
            Veth.Connect(NodePod, "eth0", _place, "cali0");
            _place.Ip("addr", "add", "169.254.1.1/32", "dev", "cali0");
            _place.Ip("route", "add", Cluster.Pod01 + "/32", "dev", "cali0");
            Veth.Pod(NodePod, Cluster.Pod01);
            _board = _made.Own(new BoardWithPod(_lan, "board0", Node, ipip: "CrossSubnet"));
            NeighbourSetup board = new(Node, Cluster.Node02, 64512)
            {
                AddPath = daemon != BgpPeer.Frr,
                GracefulRestart = true,
                RestartTime = RestartTime,
                LongLivedStaleTime = 0,
            };
            Daemon = _made.Own(BgpPeer.Start(daemon, _place, new(Node, 64512)
            {
                Neighbours = [board],
                Announced = [new(Cluster.Block01), new(OtherBlock)],
                ForwardsByKernel = true,
            }));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public BgpPeer Daemon { get; }

    public RouterBoard Board => _board.Board;

    public NetNamespace NodePod { get; }

    public NetNamespace BoardPod => _board.Pod;

    /// <summary>Both sides call the session up and have the other's block, the node's kernel too.</summary>
    public bool IsExchanged => Board.IsEstablishedWith(Node) && Daemon.IsEstablished()
        && BoardHas(Cluster.Block01) && KernelHasRoute;

    /// <summary>The node's kernel forwards the board's block to the board.</summary>
    public bool KernelHasRoute => _place.Ip("route", "show", Cluster.Block02)
        .Contains($"via {Cluster.Node02} ", StringComparison.Ordinal);

    public bool BoardHas(string block) => Board.HasBgpRoute(block, Node);

    public bool BoardForwards(string block) =>
        Board.Show("ip route").Contains($"{block} via {Node} ", StringComparison.Ordinal);

    public WireCapture Capture() => new(_lan.Place, "node0");

    /// <summary>Whatever the test before left: session up, and pod reaches pod.</summary>
    /// <param name="withOther">The daemon announces <see cref="OtherBlock"/>, too.</param>
    public void MakeReady(bool withOther = false)
    {
        if (_isUsed && (!Daemon.IsEstablished() || (withOther && !BoardForwards(OtherBlock))))
        {
            Daemon.Return(Cluster.Block01, OtherBlock);
        }

        _isUsed = true;
        Eventually.Holds("session up, blocks exchanged both ways",
            () => IsExchanged && (!withOther || BoardForwards(OtherBlock)), s_patience, Picture);
        Eventually.Holds("pod reaches pod",
            () => BoardPod.Try("ping", "-c1", "-W1", Cluster.Pod01).ExitCode == 0, s_patience, Picture);
    }

    /// <summary>
    /// Of an address's last OPEN: restart flag, forwarding flag of the first family, restart time (RFC 4724 §3).
    /// </summary>
    public static (string Restart, string Forwarding, string Time) LastOpen(WireCapture wire, string address)
    {
        string[] row = wire.Fields($"bgp.type == 1 && ip.src == {address}", "bgp.cap.gr.timers.restart_flag",
            "bgp.cap.gr.flag.pfs", "bgp.cap.gr.timers.restart_time")[^1];
        return (row[0], row[1].Split(',').First(), row[2]);
    }

    public string Picture() => _place.Ip("route") + Daemon.Picture() + "\n--- board\n" + Board.Picture();

    public void Dispose() => _made.Dispose();
}
