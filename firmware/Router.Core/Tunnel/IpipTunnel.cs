using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// <c>tunl0</c>: IP in IP to any remote, the gateway of the route (RFC 2003; NBMA as Linux's fallback device). All of
/// it can change at run time.
/// </summary>
public sealed class IpipTunnel
{
    private readonly Action<Ipv4Address, Ipv4Address> _addressChanged;
    private readonly Action _stateChanged;
    private readonly Action _changed;
    private Prefix[] _allowed = Array.Empty<Prefix>();
    private BinaryTrie _lookup = new();
    private Ipv4Address _address;
    private bool _enabled;
    private Ipv4Address _nodeAddress;
    private RpfMode _rpf;
    private int _mtu;

    /// <param name="options">The state at the start.</param>
    /// <param name="addressChanged">Hears of another <see cref="Address"/>.</param>
    /// <param name="stateChanged">Hears of <see cref="Enabled"/>.</param>
    /// <param name="changed">Hears of everything.</param>
    internal IpipTunnel(
        IpipOptions options, Action<Ipv4Address, Ipv4Address> addressChanged, Action stateChanged, Action changed)
    {
        _changed = changed;
        _addressChanged = addressChanged;
        _stateChanged = stateChanged;
        _enabled = options.Enabled;
        NodeAddress = options.NodeAddress;
        Mtu = options.Mtu;
        Rpf = options.Rpf;
        SetAllowedSources(options.AllowedSources);
    }

    /// <summary>Down means: routes by the tunnel are unusable and proto 4 is dropped.</summary>
    public bool Enabled
    {
        get => _enabled;
        set
        {
            if (_enabled != value)
            {
                _enabled = value;
                _changed();
                _stateChanged();
            }
        }
    }

    /// <summary>The outer source: the Node address, or receivers drop what we send.</summary>
    public Ipv4Address NodeAddress
    {
        get => _nodeAddress;
        set
        {
            _nodeAddress = value;
            _changed();
        }
    }

    /// <summary>
    /// The tunnel's own /32, or zero for none. It is local to the board, and the source of what it originates.
    /// </summary>
    public Ipv4Address Address
    {
        get => _address;
        set
        {
            Ipv4Address before = _address;
            _address = value;
            _changed();
            if (before != value)
            {
                _addressChanged(before, value);
            }
        }
    }

    /// <summary>Largest inner packet in octets; less than RFC 791 §3.2 asks for, 68, is taken as 68.</summary>
    public int Mtu
    {
        get => _mtu;
        set
        {
            _mtu = Math.Max(value, Ipv4Header.MinimumMtu);
            _changed();
        }
    }

    /// <summary>
    /// Source validation of decapsulated packets: strict wants the inner source routed into the tunnel.
    /// </summary>
    public RpfMode Rpf
    {
        get => _rpf;
        set
        {
            _rpf = value;
            _changed();
        }
    }

    /// <summary>Outer sources that may send to us: every node's address and the external list.</summary>
    public IReadOnlyList<Prefix> AllowedSources => _allowed;

    public void SetAllowedSources(IReadOnlyList<Prefix> sources)
    {
        var allowed = new Prefix[sources.Count];
        var lookup = new BinaryTrie();
        for (int i = 0; i < allowed.Length; i++)
        {
            allowed[i] = sources[i];
            lookup.Set(sources[i], 1);
        }

        Array.Sort(allowed);
        _allowed = allowed;
        _lookup = lookup;
        _changed();
    }

    public bool Allows(Ipv4Address source) => _lookup.Lookup(source) != 0;
}
