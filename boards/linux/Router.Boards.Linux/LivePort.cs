using System;
using System.Collections.Generic;
using Router.Calico.Run;
using Router.Core;
using Router.Hal;
using Router.Node;
using Router.Wire;

namespace Router.Boards.Linux;

/// <summary>
/// A port of the run file, the device behind it while there is one, and the frames that wait to leave.
/// </summary>
internal sealed class LivePort(RunPort configuration)
{
    // Ethernet's, for a device that was never seen.
    private const int UnknownMtu = 1500;

    private INic? _nic;
    private MacAddress _deviceMac;
    private int _deviceMtu;

    public RunPort Configuration { get; set; } = configuration;

    /// <summary>Null while the interface is gone.</summary>
    public INic? Nic
    {
        get => _nic;
        set
        {
            _nic = value;
            if (value is not null)
            {
                _deviceMac = value.Mac;
                _deviceMtu = value.Mtu;
            }
        }
    }

    /// <summary>What is configured, but not more than the device carries.</summary>
    public int Mtu => _deviceMtu == 0 ? Configuration.Mtu ?? UnknownMtu
        : Configuration.Mtu is { } wanted ? Math.Min(wanted, _deviceMtu)
        : _deviceMtu;

    /// <summary>Null when the configured MTU holds.</summary>
    public string? MtuWarning => Configuration.Mtu is { } wanted && wanted > Mtu
        ? $"mtu {wanted} is more than {Configuration.Name} carries; {Mtu} is used"
        : null;

    /// <summary>The core's index, or -1 before the board knows the port.</summary>
    public int Index { get; set; } = -1;

    /// <summary>What the operator was last told about a missing device.</summary>
    public string? Trouble { get; set; }

    public List<Frame> Outgoing { get; } = [];

    /// <summary>Frames that the device had no room for.</summary>
    public long Refused { get; set; }

    /// <summary>Takes over what is known of a device that is gone, for a port of another name.</summary>
    public void Inherit(LivePort other)
    {
        _deviceMac = other._deviceMac;
        _deviceMtu = other._deviceMtu;
        Trouble = other.Trouble;
    }

    /// <summary>The port as the board makes it; a missing device counts with what it was when last seen.</summary>
    public BoardPort Describe() => new(
        new PortOptions
        {
            Name = Configuration.Name,
            Mac = Configuration.Mac ?? (Configuration.IsWorkload ? MacAddress.CalicoWorkload : _deviceMac),
            Mtu = Mtu,
            Addresses = Configuration.Addresses,
            Workload = Configuration.IsWorkload,
            WorkloadAddresses = Configuration.WorkloadAddresses,
            Rpf = Configuration.Rpf,
            LinkUp = Nic is { LinkUp: true },
        },
        Configuration.Gateway);
}
