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

    private readonly Cleanup _made = new();
    private readonly Lan _lan;

    public RestartRing()
    {
        try
        {
            _lan = _made.Own(new Lan());
            Ours = _made.Own(new RouterSpeaker(Place("router", Router), FileOfOurs()));
            Daemons = [.. new[] { "bird2", "frr", "gobgpd" }.Select(StartDaemon)];
            Observer = _made.Own(new RestartingBird("bird2", Place("witness", Witness),
                new RestartSetup(Witness, 65009, Router, OurAsn) { RestartTime = RestartTime }, []));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public RouterSpeaker Ours { get; }

    /// <summary>Those that die, by number.</summary>
    public IReadOnlyList<RestartingPeer> Daemons { get; }

    public RestartingBird Observer { get; }

    public bool IsUp => Everyone.All(daemon => daemon.IsEstablished());

    /// <summary>All that have a session with ours.</summary>
    public IEnumerable<RestartingPeer> Everyone => Daemons.Append(Observer);

    public static string Address(int daemon) => $"10.99.0.{daemon + 2}";

    /// <summary>What a daemon announces always.</summary>
    public static string Kept(int daemon) => $"198.51.{daemon + 1}.0/24";

    /// <summary>What it announces only the first time.</summary>
    public static string Dropped(int daemon) => $"198.51.{daemon + 101}.0/24";

    /// <summary>On the cable of ours, or of the witness.</summary>
    public WireCapture Capture(string port) => new(_lan.Place, port + "0");

    /// <summary>Every daemon has our network, the observer all of them.</summary>
    public bool IsExchanged => IsUp && Everyone.All(daemon => daemon.Has(OurNetwork))
        && Enumerable.Range(0, Daemons.Count).All(daemon => Observer.Has(Kept(daemon)));

    public string Picture() => Ours.Exec("show bgp neighbor").Both + Ours.Picture() + string.Concat(Everyone.Select(
        daemon => $"\n--- {daemon}\n{daemon.Picture()}"));

    public void Dispose() => _made.Dispose();

    private static string FileOfOurs()
    {
        string neighbours = string.Concat(Enumerable.Range(0, 3).Select(Address).Append(Witness).Select(
            (address, i) => $"\n  - {{ address: {address}, asn: {(address == Witness ? 65009 : 65002 + i)} }}"));
        return $$"""
            asn: {{OurAsn}}
            listen: ["{{Router}}"]
            originate: ["{{OurNetwork}}"]
            defaults: { import: all, export: all, connectRetry: 1s, holdTime: 30s, restartTime: {{RestartTime}}s }
            neighbors:{{neighbours}}
            """;
    }

    private RestartingPeer StartDaemon(string name, int number) => _made.Own(RestartingPeer.Start(
        name, Place(name, Address(number)),
        new RestartSetup(Address(number), (uint)(65002 + number), Router, OurAsn)
        {
            RestartTime = RestartTime,
            LongLivedStaleTime = LongLivedStaleTime,
        },
        Kept(number), Dropped(number)));

    private NetNamespace Place(string name, string address)
    {
        NetNamespace place = _made.Own(new NetNamespace(name));
        _lan.Connect(name + "0", place, "eth0");
        place.Ip("addr", "add", address + "/24", "dev", "eth0");
        return place;
    }
}
