using System;

namespace Router.Tests.Interop.Support;

/// <summary>A Calico node of real parts: the kernel's ipip and proxy ARP, Debian's BIRD 1.6, one pod.</summary>
internal sealed class KernelNode : ITunnelNode
{
    /// <summary>Boots, plugs into the Ethernet and makes the pod; BGP waits for <see cref="StartBird"/>.</summary>
    public KernelNode(Lan lan, string tap, byte number, string address, string pod)
    {
        Vm = new KernelVm(lan.Place, tap, $"52:54:00:00:01:{number:x2}");
        try
        {
            lan.Plug(tap);
            Vm.Must($"node-up {address}/24 {pod} 1500");
        }
        catch
        {
            Vm.Dispose();
            throw;
        }
    }

    public KernelVm Vm { get; }

    public void StartBird(string address, string neighbour, string block, uint localPreference = 100)
    {
        Vm.Write("/run/bird.conf", BirdConfig.For("bird", address, neighbour, block, localPreference));
        Vm.Must("bird -c /run/bird.conf -s /run/bird.ctl -P /run/bird.pid 2> /run/bird.log");
        Vm.Must("bird-to-tunl0 > /run/bird-to-tunl0.log 2>&1 &");
        Vm.Must($"ip route add blackhole {block} proto bird");
    }

    public ProcessResult InPod(string command, int seconds = 60) =>
        Vm.Try($"ip netns exec pod sh -c '{command}'", seconds);

    /// <summary>In the kernel's own table, by the tunnel.</summary>
    public bool HasBgpRoute(string prefix, string nextHop) =>
        Vm.Must("ip route").Contains($"{prefix} via {nextHop} dev tunl0 proto bird onlink", StringComparison.Ordinal);

    public string Picture() =>
        Vm.Try("ip route; cat /run/*.log; birdcl -s /run/bird.ctl show protocols all").Output;

    public void Dispose() => Vm.Dispose();
}
