using System;

namespace Router.Tests.Interop.Support;

/// <summary>A Calico node of real parts: the kernel's ipip and proxy ARP, Debian's BIRD 1.6, one pod.</summary>
internal sealed class KernelNode : IDisposable
{
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

    public void StartBird(string address, string neighbour, string block, uint localPreference)
    {
        Vm.Write("/run/bird.conf", BirdConfig.For("bird", address, neighbour, block, localPreference));
        Vm.Must("bird -c /run/bird.conf -s /run/bird.ctl -P /run/bird.pid 2> /run/bird.log");
        Vm.Must("bird-to-tunl0 > /run/bird-to-tunl0.log 2>&1 &");
        Vm.Must($"ip route add blackhole {block} proto bird");
    }

    /// <summary>`ip route` of the kernel.</summary>
    public string Routes => Vm.Must("ip route");

    public void Dispose() => Vm.Dispose();
}
