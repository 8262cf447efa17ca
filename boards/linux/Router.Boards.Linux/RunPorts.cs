using Router.Calico.Run;
using Router.Core;
using Router.Hal;
using Router.Hal.Linux;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>Makes NICs and board ports out of a run file.</summary>
internal static class RunPorts
{
    /// <exception cref="NicException">The interface cannot be had; the message says why and what to do.</exception>
    public static INic Open(RunPort port, IFramePool pool) => port.Nic.Kind switch
    {
        NicKind.Packet => new PacketNic(port.Nic.Interface, pool),
        NicKind.Tap => new TapNic(port.Nic.Interface, pool),
        _ => throw new NicException($"port {port.Name}: NIC kind {port.Nic.Kind} is not implemented"),
    };

    public static BoardPort Describe(RunPort port, INic nic) => new(
        new PortOptions
        {
            Name = port.Name,
            Mac = port.Mac ?? (port.IsWorkload ? MacAddress.CalicoWorkload : BoardMac(nic)),
            Mtu = port.Mtu ?? nic.Mtu,
            Addresses = port.Addresses,
            Workload = port.IsWorkload,
            WorkloadAddresses = port.WorkloadAddresses,
            Rpf = port.Rpf,
            LinkUp = nic.LinkUp,
        },
        port.Gateway);

    // The board is a station of its own: on a TAP the kernel's end keeps the device's address.
    private static MacAddress BoardMac(INic nic) => nic is TapNic
        ? new MacAddress((nic.Mac.Value & ~0x0100_0000_0000UL) ^ 0x0200_0000_0001UL)
        : nic.Mac;
}
