using System;

namespace Router.Tests.Interop.Support;

/// <summary>A kernel as node01 and the node02 under test on one Ethernet, with their routes in place.</summary>
internal sealed class TunnelPair : IDisposable
{
    private const string Port = "node02";
    private readonly Cleanup _made = new();
    private readonly Lan _lan;

    /// <param name="kernelAsNode02">A kernel in our board's place.</param>
    /// <param name="workers">Of the board; 0: its loop alone.</param>
    public TunnelPair(bool kernelAsNode02, int workers = 0)
    {
        try
        {
            _lan = _made.Own(new Lan());
            Node01 = _made.Own(new KernelNode(_lan, "node01", 1, Cluster.Node01, Cluster.Pod01));
            if (kernelAsNode02)
            {
                KernelNode second = _made.Own(new KernelNode(_lan, Port, 2, Cluster.Node02, Cluster.Pod02));
                second.StartBird(Cluster.Node02, Cluster.Node01, Cluster.Block02);
                Node02 = second;
            }
            else
            {
                Node02 = _made.Own(new BoardWithPod(_lan, Port, Cluster.Node01, workers));
            }

            Node01.StartBird(Cluster.Node01, Cluster.Node02, Cluster.Block01);
            Eventually.Holds(
                "both nodes route the other's block into the tunnel",
                () => Node02.HasBgpRoute(Cluster.Block01, Cluster.Node01)
                    && Node01.HasBgpRoute(Cluster.Block02, Cluster.Node02),
                TimeSpan.FromSeconds(90),
                () => $"--- node01\n{Node01.Picture()}\n--- node02\n{Node02.Picture()}");
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public KernelNode Node01 { get; }

    public ITunnelNode Node02 { get; }

    /// <summary>Captures on node02's cable.</summary>
    public WireCapture Capture() => new(_lan.Place, Port);

    public ProcessResult PingFromPod01(string arguments) => Ping(Node01, arguments);

    public ProcessResult PingFromPod02(string arguments) => Ping(Node02, arguments);

    public void Dispose() => _made.Dispose();

    // A path MTU learned earlier would make the pod's kernel cut packets before the node sees them.
    private static ProcessResult Ping(ITunnelNode node, string arguments) =>
        node.InPod("ip route flush cache; ping -n " + arguments);
}
