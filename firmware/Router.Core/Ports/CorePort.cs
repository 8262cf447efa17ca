using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>A port as it is now.</summary>
public sealed class CorePort
{
    private readonly List<InterfaceAddress> _addresses;
    private readonly Action _changed;
    private RpfMode _rpf;

    internal CorePort(int index, PortOptions options, Action changed)
    {
        _changed = changed;
        Index = index;
        Name = options.Name;
        Mac = options.Mac;
        Mtu = options.Mtu;
        Workload = options.Workload;
        WorkloadAddresses = options.WorkloadAddresses;
        _rpf = options.Rpf ?? (options.Workload ? RpfMode.Strict : RpfMode.Off);
        LinkUp = options.LinkUp;
        _addresses = new List<InterfaceAddress>(options.Addresses);
    }

    public int Index { get; }

    public string Name { get; }

    public MacAddress Mac { get; }

    public int Mtu { get; }

    public bool Workload { get; }

    /// <summary>For display; their routes are the caller's.</summary>
    public IReadOnlyList<Ipv4Address> WorkloadAddresses { get; set; }

    /// <summary>Holds from the next packet on.</summary>
    public RpfMode Rpf
    {
        get => _rpf;
        set
        {
            _rpf = value;
            _changed();
        }
    }

    public bool LinkUp { get; internal set; }

    public IReadOnlyList<InterfaceAddress> Addresses => _addresses;

    public PortCounters Counters { get; } = new();

    internal List<InterfaceAddress> AddressList => _addresses;
}
