using Router.Wire;

namespace Router.Core;

/// <summary>The way out for one packet: the port and neighbour, and the tunnel on the way if there is one.</summary>
internal struct Exit
{
    public int Port;

    /// <summary>Who gets the frame on the link.</summary>
    public Ipv4Address Neighbour;

    /// <summary>Largest packet that may leave this way, before encapsulation.</summary>
    public int Mtu;

    /// <summary>The hop entry that remembers where the neighbour is in the cache.</summary>
    public int Hop;

    /// <summary>To all stations: the destination is the broadcast address of the link.</summary>
    public bool Broadcast;

    /// <summary>Encapsulate first, with these outer addresses.</summary>
    public bool Tunnel;
    public Ipv4Address OuterSource;
    public Ipv4Address OuterDestination;
}
