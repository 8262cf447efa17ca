using System;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop.Peers;

/// <summary>Our speaker and a daemon of Debian's on one cable, both on the kernel's TCP.</summary>
internal sealed class SpeakerPair : IDisposable
{
    public const string OurNetwork = "203.0.113.0/24";
    public const string TheirNetwork = "198.51.100.0/24";
    public const string OurNetwork6 = "2001:db8:1::/48";
    public const string TheirNetwork6 = "2001:db8:2::/48";

    private const string Port = "eth0";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly Cleanup _made = new();
    private readonly string _here;
    private readonly string _there;
    private readonly bool _isV6;

    /// <param name="package">The daemon's package.</param>
    /// <param name="weDial">Else the daemon does.</param>
    /// <param name="ours">Changes to our side.</param>
    /// <param name="theirs">Changes to the daemon's.</param>
    /// <param name="isV6">A session over IPv6, for IPv6 routes.</param>
    /// <param name="ourAs">Our AS.</param>
    /// <param name="theirAs">The daemon's.</param>
    public SpeakerPair(
        string package,
        bool weDial,
        Func<NeighbourSetup, NeighbourSetup>? ours = null,
        Func<NeighbourSetup, NeighbourSetup>? theirs = null,
        bool isV6 = false,
        uint ourAs = 65001,
        uint theirAs = 65002)
    {
        (string here, string there) = isV6 ? ("fd99::1", "fd99::2") : ("10.99.0.1", "10.99.0.2");
        NeighbourSetup mine = new(here, there, theirAs) { Passive = !weDial };
        NeighbourSetup yours = new(there, here, ourAs) { Passive = weDial };
        _isV6 = isV6;
        _there = there;
        _here = here;
        PeerSetup we = new("10.99.0.1", ourAs)
        {
            Neighbours = [ours?.Invoke(mine) ?? mine],
            Announced = [new(isV6 ? OurNetwork6 : OurNetwork)],
        };
        PeerSetup they = new("10.99.0.2", theirAs)
        {
            Neighbours = [theirs?.Invoke(yours) ?? yours],
            Announced = [new(isV6 ? TheirNetwork6 : TheirNetwork)],
        };
        try
        {
            NetNamespace a = _made.Own(new NetNamespace("speaker"));
            NetNamespace b = _made.Own(new NetNamespace("peer"));
            Veth.Connect(a, Port, b, Port);
            if (isV6 && package == BgpPeer.Frr)
            {
                // FRR 8.4.4's bgpd by itself, without zebra, knows of no interface and takes routes with a link-local
                // next hop as withdrawn: there we have none to tell.
                a.Must("sh", "-c", $"echo 1 > /proc/sys/net/ipv6/conf/{Port}/addr_gen_mode");
            }

            Address(a, here, isV6);
            Address(b, there, isV6);
            Wire = _made.Own(new WireCapture(a, Port));
            Ours = _made.Own(new RouterSpeaker(a, RouterText.Of(we)));
            Theirs = _made.Own(BgpPeer.Start(package, b, they));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public RouterSpeaker Ours { get; }

    public BgpPeer Theirs { get; }

    public WireCapture Wire { get; }

    public bool IsUp => Ours.IsEstablished(_there) && Theirs.IsEstablished(_here);

    public void WaitUntilExchanged() => Eventually.Holds(
        "session up, routes both ways",
        () => IsUp && Ours.HasRoute(_isV6 ? TheirNetwork6 : TheirNetwork) && Theirs.HasRoute(_isV6 ? OurNetwork6 : OurNetwork),
        s_limit,
        Picture);

    public string Picture() => $"--- router\n{Ours.Picture()}\n--- peer\n{Theirs.Picture()}";

    public void Dispose() => _made.Dispose();

    private static void Address(NetNamespace place, string address, bool isV6)
    {
        if (isV6)
        {
            place.Must("sh", "-c", $"echo 0 > /proc/sys/net/ipv6/conf/{Port}/disable_ipv6");
            place.Ip("addr", "add", address + "/64", "dev", Port, "nodad");
        }
        else
        {
            place.Ip("addr", "add", address + "/24", "dev", Port);
        }
    }
}
