using System;
using System.Collections.Generic;
using System.Linq;
using Router.Tests.Interop.Peers;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Our speaker and all daemons in a ring, a cable and a session for each family from one to the next. BIRD 1.6 speaks
/// IPv4 only; a cable around it closes the ring for IPv6.
/// </summary>
internal sealed partial class RingLab : IDisposable
{
    private const int Ours = 0;
    private static readonly string[] s_daemons =
        [string.Empty, BgpPeer.Bird2, BgpPeer.Frr, BgpPeer.Gobgp, BgpPeer.Openbgpd, BgpPeer.Bird1];

    // From, to, IPv4, IPv6.
    private static readonly (int A, int B, bool V4, bool V6)[] s_cables =
    [
        (0, 1, true, true), (1, 2, true, true), (2, 3, true, true), (3, 4, true, true), (4, 5, true, false),
        (5, 0, true, false), (4, 0, false, true),
    ];

    private readonly Cleanup _made = new();
    private readonly NetNamespace[] _places;
    private readonly BgpPeer?[] _peers = new BgpPeer?[s_daemons.Length];
    private readonly HashSet<int> _unplugged = [];
    private readonly HashSet<string>[] _announced = [.. s_daemons.Select(static _ => new HashSet<string>())];
    private readonly RouterSpeaker _ours;

    public RingLab()
    {
        try
        {
            _places = [.. s_daemons.Select((_, node) => _made.Own(new NetNamespace($"ring{node}")))];
            for (int cable = 0; cable < s_cables.Length; cable++)
            {
                (int a, int b, _, _) = s_cables[cable];
                Veth.Connect(_places[a], $"c{cable}", _places[b], $"c{cable}");
                AddAddresses(_places[a], cable, 1);
                AddAddresses(_places[b], cable, 2);
            }

            foreach (int node in Nodes)
            {
                _announced[node].UnionWith(PrefixesOf(node).Take(HasV6(node) ? 4 : 2));
            }

            _ours = _made.Own(new RouterSpeaker(_places[Ours], RouterText.Of(Setup(Ours))));
            foreach (int node in Nodes.Skip(1))
            {
                _peers[node] = _made.Own(BgpPeer.Start(s_daemons[node], _places[node], Setup(node)));
            }
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public static IEnumerable<int> Nodes => Enumerable.Range(0, s_daemons.Length);

    public static int Cables => s_cables.Length;

    public static string NameOf(int node) => node == Ours ? "router" : s_daemons[node];

    public static bool HasV6(int node) => s_daemons[node] != BgpPeer.Bird1;

    /// <summary>All that a node may announce: of each family two that it begins with, and further ones.</summary>
    public static IReadOnlyList<string> PrefixesOf(int node) =>
    [
        $"10.{node}.0.0/24", $"10.{node}.1.0/24",
        .. Lines.If(HasV6(node), $"2001:db8:{node + 1}::/64", $"2001:db8:{node + 1}:1::/64"),
        $"10.{node}.2.0/23", .. Lines.If(HasV6(node), $"2001:db8:{node + 1}:2::/64"),
    ];

    /// <summary>Announces or withdraws. Ours reads its file only at the start: it dies and comes back.</summary>
    public void Set(int node, string prefix, bool isThere)
    {
        if (!(isThere ? _announced[node].Add(prefix) : _announced[node].Remove(prefix)))
        {
            return;
        }

        if (node == Ours)
        {
            Crash(Ours);
        }
        else if (isThere)
        {
            _peers[node]!.Announce(new Announcement(prefix));
        }
        else
        {
            _peers[node]!.Withdraw(prefix);
        }
    }

    public void WithdrawAll()
    {
        _announced[Ours].Clear();
        Crash(Ours);
        foreach (int node in Nodes.Skip(1))
        {
            foreach (string prefix in _announced[node].ToArray())
            {
                Set(node, prefix, isThere: false);
            }
        }
    }

    /// <summary>kill -9, and another process with what is announced now.</summary>
    public void Crash(int node)
    {
        if (node == Ours)
        {
            _ours.Kill();
            _ours.Restart(RouterText.Of(Setup(Ours)));
            return;
        }

        _peers[node]!.Kill();
        _peers[node]!.Restart();
    }

    /// <summary>In or out; true if it is in now.</summary>
    public bool Turn(int cable)
    {
        bool isUp = _unplugged.Remove(cable) || !_unplugged.Add(cable);
        _places[s_cables[cable].A].Ip("link", "set", $"c{cable}", isUp ? "up" : "down");
        return isUp;
    }

    /// <summary>The sessions over a cable between two daemons, as these see them.</summary>
    public bool AreDaemonsUp(int cable) => new[] { s_cables[cable].A, s_cables[cable].B }.All(node =>
        Ends(node, s_cables[cable], cable).All(end => _peers[node]!.IsEstablished(end.Remote)));

    /// <summary>All cables are in but perhaps one.</summary>
    public void PlugAll(int? but = null)
    {
        for (int cable = 0; cable < s_cables.Length; cable++)
        {
            if (_unplugged.Contains(cable) != (cable == but))
            {
                Turn(cable);
            }
        }
    }

    public string Picture() => Wrong() + "\n" + _ours.Picture()
        + string.Concat(_peers.OfType<BgpPeer>().Select(static peer => $"--- {peer}\n{peer.Picture()}"));

    public void Dispose() => _made.Dispose();

    private static uint AsOf(int node) => 4_200_000_100 + (uint)node;

    private static void AddAddresses(NetNamespace place, int cable, int end)
    {
        place.Must("sh", "-c", $"echo 0 > /proc/sys/net/ipv6/conf/c{cable}/disable_ipv6");

        // Addresses stay while the cable is out.
        place.Must("sh", "-c", $"echo 1 > /proc/sys/net/ipv6/conf/c{cable}/keep_addr_on_down");
        place.Ip("addr", "add", $"10.98.{cable}.{end}/24", "dev", $"c{cable}");
        place.Ip("addr", "add", $"fd98:{cable}::{end}/64", "dev", $"c{cable}", "nodad");
    }

    private PeerSetup Setup(int node) => new($"10.98.255.{node + 1}", AsOf(node))
    {
        Neighbours = [.. s_cables.SelectMany((cable, number) => Ends(node, cable, number))],
        Announced = [.. _announced[node].Select(static prefix => new Announcement(prefix))],
    };

    private static IEnumerable<NeighbourSetup> Ends(int node, (int A, int B, bool V4, bool V6) cable, int number)
    {
        if (node != cable.A && node != cable.B)
        {
            yield break;
        }

        (int mine, int theirs, int other) = node == cable.A ? (1, 2, cable.B) : (2, 1, cable.A);
        if (cable.V4)
        {
            yield return new($"10.98.{number}.{mine}", $"10.98.{number}.{theirs}", AsOf(other)) { HoldTime = 9 };
        }

        if (cable.V6)
        {
            yield return new($"fd98:{number}::{mine}", $"fd98:{number}::{theirs}", AsOf(other)) { HoldTime = 9 };
        }
    }
}
