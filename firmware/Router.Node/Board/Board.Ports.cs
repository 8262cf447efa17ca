using System.Collections.Generic;
using System.Linq;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <content>Ports that come, go and change while the board runs.</content>
public sealed partial class Board
{
    private IReadOnlyList<BoardPort> _ports = [];

    /// <summary>The core's index of a port, or -1. A port that was made again has a new one.</summary>
    public int PortIndex(string name) =>
        Host.Core.Ports.FirstOrDefault(candidate => candidate.Name == name)?.Index ?? -1;

    private void ApplyPorts(IReadOnlyList<BoardPort> wanted, Instant now)
    {
        foreach (BoardPort old in _ports)
        {
            if (wanted.FirstOrDefault(port => port.Port.Name == old.Port.Name) is not { } next
                || MustBeRemade(old.Port, next.Port))
            {
                Host.Core.RemovePort(PortIndex(old.Port.Name), now);
            }
        }

        foreach (BoardPort next in wanted)
        {
            if (Host.Core.Port(PortIndex(next.Port.Name)) is { } port)
            {
                Change(port, next.Port);
            }
            else
            {
                Host.Core.AddPort(next.Port);
            }
        }

        _ports = wanted;
    }

    // Frames under way, neighbours and announcements of the port all carry these.
    private static bool MustBeRemade(PortOptions before, PortOptions after) =>
        before.Mac != after.Mac || before.Mtu != after.Mtu || before.Workload != after.Workload;

    private void Change(CorePort port, PortOptions wanted)
    {
        // Gone ones first: the same address with another subnet is both.
        foreach (InterfaceAddress address in port.Addresses.Except(wanted.Addresses).ToList())
        {
            Host.Core.RemoveAddress(port.Index, address);
        }

        foreach (InterfaceAddress address in wanted.Addresses)
        {
            Host.Core.AddAddress(port.Index, address);
        }

        port.WorkloadAddresses = wanted.WorkloadAddresses;
        port.Rpf = wanted.Rpf ?? (wanted.Workload ? RpfMode.Strict : RpfMode.Off);
    }
}
