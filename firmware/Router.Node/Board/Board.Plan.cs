using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Wire;

namespace Router.Node;

/// <content>
/// Turning the Calico plan into peers, routes, announcements and the tunnel; each change applies differences.
/// </content>
public sealed partial class Board
{
    /// <summary>
    /// Follows a changed configuration: ports, sessions, routes and announcements that did not change are not touched.
    /// </summary>
    /// <exception cref="ArgumentException">The node's name, address, AS or BGP port changed: that takes a new
    /// board.</exception>
    public void ApplyConfiguration(BoardConfiguration next, Instant now)
    {
        if (RunDiff.IdentityOf(_plan, next.Plan) is { } change)
        {
            throw new ArgumentException(change, nameof(next));
        }

        _now = now;
        Reconfigured = now;
        _plan = next.Plan;
        _configuredRoutes = next.StaticRoutes;
        _policy = new RoutePolicy(next.Plan, _policy.Effective);
        MakePolicies();
        _transport.BindAddress = next.Plan.BindsNodeAddress ? next.Plan.NodeAddress.Address : null;
        ApplyPorts(next.Ports, now);
        ApplyTunnel();
        ApplyPeers(now);
        _bfd.Apply(next.Bfd ?? [], now);
        Ntp.SetServers(next.Ntp ?? []);
        Redecide(now);
    }

    private void Redecide(Instant now)
    {
        if (_generationChanged)
        {
            Log(LogLevel.Info, "calico",
                $"the cluster is {GenerationName(_policy.Effective)}: announcing own blocks again");
            MakePolicies();
        }

        _generationChanged = false;
        _reachabilityChanged = false;
        _staticRoutes.Replace(StaticRoutes());
        _resolver.Refresh();
        Speaker.OnNextHopsChanged(now);
        _calicoRoutes.Replace(CalicoRoutes());
        _installer.Redo(_policy);
        ApplyOriginations(now);
        ApplyPolicies(now);
    }

    private void MakePolicies()
    {
        _formerPolicies ??= _policies;
        _policies = new NodePolicies(_policy, _ownRoutes, _policies);
    }

    // Sessions whose rules changed: exports are compared with what the peer has, imports are asked for again.
    private void ApplyPolicies(Instant now)
    {
        NodePolicies? before = _formerPolicies;
        _formerPolicies = null;
        if (before is null)
        {
            return;
        }

        foreach (BgpPeerView peer in Speaker.Peers())
        {
            string name = peer.Options.Name;
            BgpPolicyChange change = _plan.Peers.Any(planned => planned.Name == name)
                ? _policies.ChangeOf(name, before)
                : BgpPolicyChange.None;
            if (change != BgpPolicyChange.None)
            {
                Speaker.ChangePolicy(peer.Index, _policies.For(name), now);
            }

            if ((change & BgpPolicyChange.Import) != 0 && !Speaker.RequestRefresh(peer.Index, now)
                && peer.State == BgpState.Established)
            {
                // BIRD restarts a session whose peer cannot send its routes again (RFC 2918 is missing).
                Speaker.Reset(peer.Index, now, "import filter changed");
            }
        }
    }

    private static string GenerationName(CalicoGeneration generation) => generation switch
    {
        CalicoGeneration.V332 => "Calico v3.32",
        CalicoGeneration.V333 => "Calico v3.33",
        _ => "classic Calico",
    };

    private void ApplyTunnel()
    {
        IpipTunnel tunnel = Host.Core.Tunnel;
        int smallest = _ports.Where(static port => !port.Port.Workload)
            .Select(static port => port.Port.Mtu).DefaultIfEmpty(1500).Min();
        tunnel.Enabled = _plan.TunnelEnabled;
        tunnel.NodeAddress = _plan.NodeAddress.Address;
        tunnel.Address = _plan.TunnelAddress ?? Ipv4Address.Any;
        tunnel.Mtu = _plan.TunnelMtu(smallest);
        tunnel.SetAllowedSources(_plan.TunnelSources);
    }

    private IEnumerable<Route> StaticRoutes()
    {
        foreach (BoardPort port in _ports)
        {
            if (port.Gateway is { } gateway)
            {
                yield return new Route
                {
                    Prefix = Prefix.Default,
                    Preference = RoutePreference.Static,
                    NextHops = [new NextHop(PortIndex(port.Port.Name), gateway)],
                };
            }
        }

        foreach (RunRoute route in _configuredRoutes)
        {
            yield return StaticRoute.From(route, Host.Core);
        }
    }

    private int? PortTowards(Ipv4Address address) => Host.Core.Ports.FirstOrDefault(
        port => port.Addresses.Any(own => own.Subnet.Contains(address)))?.Index;

    private IEnumerable<Route> CalicoRoutes()
    {
        foreach (PlannedPeer peer in _plan.Peers)
        {
            // BGPPeer.spec.reachableBy: a /32 that keeps the session on one path. BIRD has it as a static route, and
            // takes it before whatever BGP says of the address.
            if (peer.ReachableBy is { } gateway && PortTowards(gateway) is { } port)
            {
                yield return new Route
                {
                    Prefix = Prefix.Host(peer.RemoteAddress),
                    Protocol = RouteProtocol.Bird,
                    NextHops = [new NextHop(port, gateway)],
                };
            }
        }

        foreach (Route route in _policy.OwnBlockRoutes())
        {
            yield return route;
        }

        foreach (Route route in _policy.FelixRoutes(_resolver, Host.Core.Tunnel.Mtu))
        {
            yield return route;
        }

        foreach (BoardPort port in _ports)
        {
            foreach (Ipv4Address address in port.Port.WorkloadAddresses)
            {
                yield return new Route
                {
                    Prefix = Prefix.Host(address),
                    Scope = RouteScope.Link,
                    Preference = RoutePreference.Workload,
                    Metric = _policy.WorkloadMetric,
                    NextHops = [new NextHop(PortIndex(port.Port.Name), Ipv4Address.Any)],
                };
            }
        }
    }

    private void ApplyOriginations(Instant now)
    {
        IReadOnlyList<Origination> wanted = _policy.Originations(_ownRoutes.Refresh(_plan));
        foreach (Prefix gone in _originated.Keys.Except(wanted.Select(static o => o.Prefix)).ToList())
        {
            _originated.Remove(gone);
            Speaker.WithdrawOrigination(gone, now);
        }

        foreach (Origination origination in wanted)
        {
            if (!_originated.TryGetValue(origination.Prefix, out uint localPref) || localPref != origination.LocalPref)
            {
                _originated[origination.Prefix] = origination.LocalPref;
                Speaker.Originate(
                    origination.Prefix,
                    new BgpOrigination { LocalPref = origination.LocalPref, NextHop = _plan.NodeAddress.Address },
                    now);
            }
        }
    }

    private void ApplyPeers(Instant now)
    {
        // A session goes on when only its policy is another: ApplyPolicies sees to that.
        Dictionary<string, IBgpPolicy?> policies = Speaker.Peers()
            .ToDictionary(static peer => peer.Options.Name, static peer => peer.Options.Policy);
        List<BgpPeerOptions> wanted = _plan.Peers.Select(PeerOptions).Select(options =>
            policies.TryGetValue(options.Name, out IBgpPolicy? policy) ? options with { Policy = policy } : options)
            .ToList();
        foreach (BgpPeerView peer in Speaker.Peers())
        {
            if (wanted.Remove(peer.Options))
            {
                continue;
            }

            // Other limits, for one, leave the session as it is.
            BgpPeerOptions? next = wanted.Find(options => options.Name == peer.Options.Name);
            if (next is not null && Speaker.TryReconfigure(
                peer.Index, next with { Policy = Speaker.PolicyOf(peer.Index) }, now))
            {
                wanted.Remove(next);
            }
            else
            {
                Speaker.RemovePeer(peer.Index, now, returns: next is not null);
                _transport.Unguard(peer.Options);
            }
        }

        foreach (BgpPeerOptions options in wanted)
        {
            _transport.Guard(options);
            Speaker.AddPeer(options with { Policy = _policies.For(options.Name) }, now,
                isBack: policies.ContainsKey(options.Name));
        }
    }

    private BgpPeerOptions PeerOptions(PlannedPeer peer) => peer.Settings.Apply(new BgpPeerOptions
    {
        Name = peer.Name,
        RemoteAddress = peer.RemoteAddress,
        LocalAddress = peer.SourceAddress ?? Ipv4Address.Any,
        RemoteAs = peer.RemoteAs,
        LocalAs = peer.LocalAs == _plan.LocalAs ? null : peer.LocalAs,
        Password = peer.Password,
        MinTtl = (byte)(peer.TtlSecurity is { } hops ? 256 - hops : 0),
        Passive = peer.Passive,
        Port = peer.RemotePort,
        HoldTime = _options.Timers.HoldTime,
        KeepaliveTime = (ushort)Math.Min(
            peer.KeepaliveTime?.Seconds ?? _options.Timers.Keepalive, ushort.MaxValue),
        ConnectDelay = _options.Timers.ConnectDelay,
        ConnectRetry = _options.Timers.ConnectRetry,
        ErrorWaitMin = _options.Timers.ErrorWaitMin,
        ErrorWaitMax = _options.Timers.ErrorWaitMax,
        GracefulRestartTime = (ushort)Math.Clamp(
            peer.MaxRestartTime?.Seconds ?? _options.Timers.GracefulRestart, 0, 4095),
        AllowOwnAs = peer.AllowedLocalAsNumbers,
        RouteReflectorClient = peer.ReflectorClusterId is not null,
        Policy = _policies.For(peer.Name),
    });
}
