using System;

namespace Router.Bench.Nic;

/// <summary>The Linux kernel forwards. It lives in the network that it is set up in, and ends with that.</summary>
internal sealed class KernelRouter : INicRouter
{
    public string Name => NicNames.Kernel;

    public IDisposable? Start(TestNetwork network)
    {
        network.Inside.Shell(
            $"""
            ip addr add {TestNetwork.InAddress}/24 dev {TestNetwork.In}
            ip addr add {TestNetwork.OutAddress}/24 dev {TestNetwork.Out}
            ip neigh add {TestNetwork.NextHop} lladdr {TestNetwork.NextHopMac} dev {TestNetwork.Out} nud permanent
            ip route add {TestNetwork.Destinations} via {TestNetwork.NextHop}
            ip route add {TestNetwork.Sources} via {TestNetwork.SourceGateway}
            for f in /proc/sys/net/ipv4/conf/*/rp_filter; do echo 0 > $f; done
            echo 1 > /proc/sys/net/ipv4/ip_forward
            """);
        return null;
    }
}
