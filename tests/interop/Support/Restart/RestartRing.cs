using System;
using System.Collections.Generic;
using System.Linq;
using Router.Tests.Interop.Peers;

namespace Router.Tests.Interop.Support.Restart;

/// <summary>
/// <c>router bgp</c> amid a BIRD 2, an FRR and a GoBGP that may die, and another BIRD 2 that sees what is made of it.
/// </summary>
internal sealed class RestartRing : IDisposable
{
    public const string Router = "10.99.0.1";
    public const string Witness = "10.99.0.9";

    /// <summary>Our own.</summary>
    public const string OurNetwork = "203.0.113.0/24";

    /// <summary>In the OPENs of all sides, in seconds.</summary>
    public const int RestartTime = 5;

    /// <summary>In the OPENs of the daemons, in seconds.</summary>
    public const int LongLivedStaleTime = 6;

    private const uint OurAsn = 65001;
    private const uint WitnessAsn = 65009;
    private static readonly string[] s_daemons = [BgpPeer.Bird2, BgpPeer.Frr, BgpPeer.Gobgp];

    private readonly Cleanup _made = new();
    private readonly Lan _lan;

    public RestartRing()
    {
        try
        {
            _lan = _made.Own(new Lan());
            PeerSetup ours = new(Router, OurAsn)
            {
                Neighbours =
                [
                    .. s_daemons.Select((_, number) => Session(Router, Address(number), AsOf(number))),
                    Session(Router, Witness, WitnessAsn),
                ],
                Announced = [new(OurNetwork)],
            };
            Ours = _made.Own(new RouterSpeaker(Place("router", Router), RouterText.Of(ours)));
            Daemons = [.. s_daemons.Select(StartDaemon)];
            Observer = StartPeer(BgpPeer.Bird2, "witness", WitnessAsn, Session(Witness, Router, OurAsn));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public RouterSpeaker Ours { get; }

    /// <summary>Those that die, by number.</summary>
    public IReadOnlyList<BgpPeer> Daemons { get; }

    public BgpPeer Observer { get; }

    public bool IsUp => Everyone.All(daemon => daemon.IsEstablished());

    /// <summary>All that have a session with ours.</summary>
    public IEnumerable<BgpPeer> Everyone => Daemons.Append(Observer);

    public static string Address(int daemon) => $"10.99.0.{daemon + 2}";

    /// <summary>What a daemon announces always.</summary>
    public static string Kept(int daemon) => $"198.51.{daemon + 1}.0/24";

    /// <summary>What it announces only the first time.</summary>
    public static string Dropped(int daemon) => $"198.51.{daemon + 101}.0/24";

    /// <summary>On the cable of ours, or of the witness.</summary>
    public WireCapture Capture(string port) => new(_lan.Place, port + "0");

    /// <summary>Every daemon has our network, the observer all of them.</summary>
    public bool IsExchanged => IsUp && Everyone.All(daemon => daemon.HasRoute(OurNetwork))
        && Enumerable.Range(0, Daemons.Count).All(daemon => Observer.HasRoute(Kept(daemon)));

    public string Picture() => Ours.Exec("show bgp neighbor").Both + Ours.Picture() + string.Concat(Everyone.Select(
        daemon => $"\n--- {daemon}\n{daemon.Picture()}"));

    public void Dispose() => _made.Dispose();

    private static uint AsOf(int daemon) => (uint)(65002 + daemon);

    private static NeighbourSetup Session(string address, string remote, uint remoteAsn) => new(
        address, remote, remoteAsn)
    {
        GracefulRestart = true,
        RestartTime = RestartTime,
        LongLivedStaleTime = 0,
    };

    private BgpPeer StartDaemon(string name, int number) => StartPeer(name, name, AsOf(number),
        Session(Address(number), Router, OurAsn) with { LongLivedStaleTime = LongLivedStaleTime },
        new Announcement(Kept(number)), new Announcement(Dropped(number)));

    private BgpPeer StartPeer(
        string package, string name, uint asn, NeighbourSetup toUs, params Announcement[] announced) =>
        _made.Own(BgpPeer.Start(package, Place(name, toUs.Address), new(toUs.Address, asn)
        {
            Neighbours = [toUs],
            Announced = announced,
            ForwardsByKernel = true,
        }));

    private NetNamespace Place(string name, string address)
    {
        NetNamespace place = _made.Own(new NetNamespace(name));
        _lan.Connect(name + "0", place, "eth0");
        place.Ip("addr", "add", address + "/24", "dev", "eth0");
        return place;
    }
}
