using System;
using Router.Bench.Common;
using Router.Bench.Nic;
using Router.Wire;

namespace Router.Bench.Bgp.Daemons;

/// <summary>
/// A cable between a namespace of the daemon's, on the measured core, and one of the tester's, on the other.
/// </summary>
internal sealed class BgpNetwork : IDisposable
{
    private const string Cable = "bgp0";
    private const string Gateway = "10.99.255.254";

    public BgpNetwork(BenchCores cores)
    {
        Outside = new NetworkThread(cores.Other);
        Inside = new NetworkThread(cores.Measured);
        try
        {
            const string Quiet = "for f in all default; do echo 1 > /proc/sys/net/ipv6/conf/$f/disable_ipv6; done; ";
            Inside.Shell($"{Quiet} ip link set lo up; "
                + $"ip link add {Cable} type veth peer name {Cable} netns {Outside.Id}; "
                + $"ip addr add {DaemonSetup.Address}/16 dev {Cable}; ip link set {Cable} up; "
                + $"ip route add 10.98.0.0/16 via {Gateway}");

            // All other addresses of the subnet are the tester's, without a list of thousands; so are a mesh's, behind
            // one of them, as the kernel keeps no more than a thousand neighbours on a link.
            Outside.Shell($"{Quiet} ip link set lo up; ip link set {Cable} up; "
                + $"ip addr add {Gateway}/16 dev {Cable}; ip route add local 10.99.0.0/16 dev lo; "
                + "ip route add local 10.98.0.0/16 dev lo; "
                + $"ip route add 10.99.0.1/32 dev {Cable} table 10; ip rule del pref 0; "
                + "ip rule add pref 0 to 10.99.0.1 lookup 10; ip rule add pref 1 lookup local");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public NetworkThread Inside { get; }

    public NetworkThread Outside { get; }

    /// <summary>The tester's address with this number, from 0.</summary>
    public static IpAddress TesterAddress(int index) => new Ipv4Address(DaemonSetup.Address.V4.Value + 1 + (uint)index);

    /// <summary>The address of a mesh's session with this number, from 0.</summary>
    public static IpAddress MeshAddress(int index) => new Ipv4Address(0x0a62_0001U + (uint)index);

    public void Dispose()
    {
        Inside.Dispose();
        Outside.Dispose();
    }
}
