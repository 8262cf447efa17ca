using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>Several monitors as one; they may come and go while the speaker runs.</summary>
public sealed class BgpMonitors : IBgpMonitor
{
    private readonly List<IBgpMonitor> _monitors = [];

    public void Add(IBgpMonitor monitor) => _monitors.Add(monitor);

    public void Remove(IBgpMonitor monitor) => _monitors.Remove(monitor);

    public void OnReceived(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnReceived(peer, connection, message, now);
        }
    }

    public void OnSent(int peer, long connection, ReadOnlySpan<byte> message, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnSent(peer, connection, message, now);
        }
    }

    public void OnState(in BgpPeerChange change, long connection, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnState(change, connection, now);
        }
    }

    public void OnAccepted(int peer, IpPrefix prefix, uint pathId, ReadOnlySpan<byte> attributes, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnAccepted(peer, prefix, pathId, attributes, now);
        }
    }

    public void OnLost(int peer, IpPrefix prefix, uint pathId, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnLost(peer, prefix, pathId, now);
        }
    }

    public void OnRoute(in BgpRouteChange change, Instant now)
    {
        foreach (IBgpMonitor monitor in _monitors)
        {
            monitor.OnRoute(change, now);
        }
    }
}
