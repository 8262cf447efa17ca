using System;

namespace Router.Tests.Interop.Support;

/// <summary>Our board with a Linux network namespace as the pod on its workload port.</summary>
internal sealed class BoardWithPod : ITunnelNode
{
    private readonly Cleanup _made = new();

    public BoardWithPod(Lan lan, string port, string peer, int workers = 0, string ipip = "Always")
    {
        try
        {
            NetNamespace place = _made.Own(new NetNamespace("board"));
            Pod = _made.Own(new NetNamespace("pod"));
            lan.Connect(port, place, "fw0");
            Veth.Connect(Pod, "eth0", place, "fw1");
            Veth.Pod(Pod, Cluster.Pod02);
            Board = _made.Own(new RouterBoard(place, peer, pod: true, workers: workers, ipip: ipip));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public NetNamespace Pod { get; }

    public RouterBoard Board { get; }

    public ProcessResult InPod(string command, int seconds = 60) =>
        Pod.Try(TimeSpan.FromSeconds(seconds), "sh", "-c", "PATH=$PATH:/usr/sbin:/sbin; " + command);

    public bool HasBgpRoute(string prefix, string nextHop) => Board.HasBgpRoute(prefix, nextHop);

    public string Picture() => Board.Picture();

    public void Dispose() => _made.Dispose();
}
