using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Our speaker, a daemon of Debian's, and BIRD 2 as a third that gives routes to both and sees what is passed on; all
/// on one wire.
/// </summary>
internal sealed class MatrixLab : IDisposable
{
    public const string Us = "10.99.0.1";
    public const string Them = "10.99.0.2";
    public const string Third = "10.99.0.3";

    public const string Us6 = "fd99::1";
    public const string Them6 = "fd99::2";
    public const string Third6 = "fd99::3";

    private const string Port = "eth0";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(40);

    private readonly Cleanup _made = new();

    public MatrixLab(string package, PeerSetup ours, PeerSetup theirs, PeerSetup? third = null)
    {
        try
        {
            Lan lan = _made.Own(new Lan());
            NetNamespace us = Plug(lan, "us", 1, package == BgpPeer.Frr);
            Wire = _made.Own(new WireCapture(us, Port));

            // First, because some that are refused do not try again for minutes.
            Ours = _made.Own(new RouterSpeaker(us, RouterText.Of(ours)));
            NetNamespace them = Plug(lan, "them", 2);
            if (package == BgpPeer.Openbgpd)
            {
                AddLoopback(them);
            }

            Theirs = _made.Own(BgpPeer.Start(package, them, theirs));
            if (third is not null)
            {
                Witness = _made.Own(BgpPeer.Start(BgpPeer.Bird2, Plug(lan, "third", 3), third));
            }
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public RouterSpeaker Ours { get; }

    public BgpPeer Theirs { get; }

    /// <summary>BIRD 2, where there is one.</summary>
    public BgpPeer? Witness { get; }

    public WireCapture Wire { get; }

    /// <summary>What they have of a prefix from us.</summary>
    public IEnumerable<SeenPath> FromUs(string prefix, string us = Us) =>
        Theirs.Paths(prefix).Where(path => path.From == us);

    /// <summary>What we have of a prefix from them.</summary>
    public IEnumerable<SeenPath> FromThem(string prefix, string them = Them) =>
        Ours.Paths(prefix).Where(path => path.From == them);

    public void Until(string what, Func<bool> holds) => Eventually.Holds(what, holds, s_limit, Picture);

    public JsonElement Stats() => Ours.About(Them).GetProperty("messageStats");

    public int Establishments => Ours.About(Them).GetProperty("connectionsEstablished").GetInt32();

    public string Picture() =>
        $"--- router\n{Ours.Picture()}\n--- peer\n{Theirs.Picture()}\n--- witness\n{Witness?.Picture()}";

    public void Dispose() => _made.Dispose();

    // Seen of OpenBGPD 7.7 on Linux: routes of the family that is not the session's get the address of lo as their next
    // hop, and it dies where lo has none.
    private static void AddLoopback(NetNamespace place)
    {
        place.Must("sh", "-c", "echo 0 > /proc/sys/net/ipv6/conf/lo/disable_ipv6");
        place.Ip("addr", "flush", "dev", "lo");
        place.Ip("addr", "add", Them + "/32", "dev", "lo");
        place.Ip("addr", "add", Them6 + "/128", "dev", "lo");
    }

    private NetNamespace Plug(Lan lan, string role, int number, bool isWithoutLinkLocal = false)
    {
        NetNamespace place = _made.Own(new NetNamespace(role));
        lan.Connect(role, place, Port);

        if (isWithoutLinkLocal)
        {
            FrrPeer.LeaveWithoutLinkLocal(place, Port);
        }

        // Link-local addresses are there at once.
        place.Must("sh", "-c",
            $"cd /proc/sys/net/ipv6/conf; echo 0 > {Port}/accept_dad; echo 0 > {Port}/disable_ipv6");
        place.Ip("addr", "add", $"10.99.0.{number}/24", "dev", Port);
        place.Ip("addr", "add", $"fd99::{number}/64", "dev", Port, "nodad");
        return place;
    }
}
