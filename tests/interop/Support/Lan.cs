using System;

namespace Router.Tests.Interop.Support;

/// <summary>The nodes' Ethernet: a bridge in a namespace of its own, where captures see every frame.</summary>
internal sealed class Lan : IDisposable
{
    public const string Bridge = "br0";

    public Lan()
    {
        Place = new NetNamespace("lan");

        // No spanning tree and no IGMP snooping: the bridge shall be a cable.
        Place.Ip("link", "add", Bridge, "type", "bridge", "stp_state", "0", "mcast_snooping", "0");
        Place.Ip("link", "set", Bridge, "up");
    }

    public NetNamespace Place { get; }

    public void Plug(string port) => Place.Ip("link", "set", port, "master", Bridge, "up");

    /// <summary>Lays a cable from the bridge to an interface of another namespace.</summary>
    public void Connect(string port, NetNamespace node, string nodePort)
    {
        Veth.Connect(Place, port, node, nodePort);
        Plug(port);
    }

    public void Dispose() => Place.Dispose();
}
