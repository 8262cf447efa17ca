using System;
using System.Collections.Generic;
using System.Linq;

namespace Router.Tests.Interop.Support;

/// <summary>
/// Our board and a BIRD that is configured as confd would configure a node, side by side: one BIRD gives both the same
/// routes, another takes what each of them passes on.
/// </summary>
internal sealed class CalicoTrio : IDisposable
{
    public const string Source = "192.168.101.201";
    public const string Sink = "192.168.101.204";
    private const string Reference = "192.168.101.203";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Cleanup _made = new();
    private readonly BirdDaemon _sink;
    private readonly BirdDaemon _reference;
    private readonly RouterBoard _board;

    /// <param name="sourceRoutes">
    /// BIRD's export filter of the giver, which sets the attributes of its static routes.
    /// </param>
    /// <param name="sourcePrefixes">What the giver announces.</param>
    /// <param name="referenceConfig">Functions and the two protocols of the reference, named giver and taker.</param>
    /// <param name="resources">The same for the board.</param>
    /// <param name="sinkAs">AS of the taker.</param>
    public CalicoTrio(string sourceRoutes, IEnumerable<string> sourcePrefixes, string referenceConfig, string resources,
        uint sinkAs)
    {
        try
        {
            var lan = _made.Own(new Lan());
            NetNamespace Place(string name, string port, string address)
            {
                NetNamespace place = _made.Own(new NetNamespace(name));
                lan.Connect(port, place, "eth0");
                place.Ip("addr", "add", address + "/24", "dev", "eth0");
                return place;
            }

            NetNamespace source = Place("source", "src0", Source);
            NetNamespace sink = Place("sink", "sink0", Sink);
            NetNamespace reference = Place("reference", "ref0", Reference);
            NetNamespace boardPlace = _made.Own(new NetNamespace("board"));
            lan.Connect("board0", boardPlace, "fw0");
            _made.Own(new BirdDaemon(source, "bird", Head(Source)
                + $"protocol static {{ {string.Concat(sourcePrefixes.Select(p => $"route {p} blackhole; "))}}}\n"
                + $"filter given {{ if source != RTS_STATIC then reject; {sourceRoutes} accept; }}\n"
                + Session("reference", Source, 65001, Reference, 64512, "import none; export filter given;")
                + Session("board", Source, 65001, Cluster.Node02, 64512, "import none; export filter given;")));
            _sink = _made.Own(new BirdDaemon(sink, "bird", Head(Sink)
                + Session("reference", Sink, sinkAs, Reference, 64512, "import all; export none;")
                + Session("board", Sink, sinkAs, Cluster.Node02, 64512, "import all; export none;")));
            _reference = _made.Own(new BirdDaemon(reference, "bird", Head(Reference) + referenceConfig));
            _board = _made.Own(new RouterBoard(boardPlace, "192.168.101.209", "v3.32", more: resources));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    /// <summary>A session in the words of Calico's template for BIRD.</summary>
    public static string Session(
        string name, string address, uint asn, string peer, uint peerAs, string channel) => $$"""
        protocol bgp {{name}} {
          local {{address}} as {{asn}};
          neighbor {{peer}} as {{peerAs}};
          multihop;
          gateway recursive;
          {{channel}}
          connect delay time 1;
          connect retry time 2;
          error wait time 1, 5;
        }

        """;

    /// <summary>A session of the reference node.</summary>
    public static string ReferenceSession(string name, string peer, uint peerAs, string channel) =>
        Session(name, Reference, 64512, peer, peerAs, channel);

    /// <summary>Waits until both have told the taker the same, and all of what was expected.</summary>
    public void WaitUntilEqual(IReadOnlyList<string> prefixes) => Eventually.Holds(
        "the taker has the same routes from both",
        () => Taken("reference") is { Count: > 0 } expected && expected.SequenceEqual(Taken("board"))
            && expected.Select(route => route.Split(' ')[0]).SequenceEqual(prefixes)
            && Kept().SequenceEqual(BoardKept()),
        s_patience,
        Picture);

    public string Picture() => "--- from BIRD\n" + string.Join('\n', Taken("reference")) + "\n--- from the board\n"
        + string.Join('\n', Taken("board")) + "\n--- BIRD kept\n" + string.Join(' ', Kept()) + "\n--- the board kept\n"
        + string.Join(' ', BoardKept()) + "\n" + _board.Picture() + _reference.Log
        + _reference.Ask("show protocols all");

    public void Dispose() => _made.Dispose();

    /// <summary>What the taker has by a session: prefix and attributes, addresses of the two made alike.</summary>
    public List<string> Taken(string session)
    {
        var routes = new List<string>();
        foreach (string line in _sink.Ask($"show route protocol {session} all").Split('\n'))
        {
            if (line.Length > 0 && char.IsAsciiDigit(line[0]) && line.Contains('/', StringComparison.Ordinal))
            {
                routes.Add(line.Split(' ')[0]);
            }
            else if (line.Contains("BGP.", StringComparison.Ordinal) && routes.Count > 0)
            {
                routes[^1] += " " + InOrder(line.Trim()).Replace(Reference, "SELF", StringComparison.Ordinal)
                    .Replace(Cluster.Node02, "SELF", StringComparison.Ordinal);
            }
        }

        return [.. routes.Order(StringComparer.Ordinal)];
    }

    // The order of communities means nothing (RFC 1997), and BIRD has its own.
    private static string InOrder(string attribute)
    {
        int at = attribute.IndexOf('(', StringComparison.Ordinal);
        return !attribute.Contains("community", StringComparison.Ordinal) || at < 0
            ? attribute
            : attribute[..at] + string.Join(' ', attribute[at..].Split(") ", StringSplitOptions.RemoveEmptyEntries)
                .Select(community => community.TrimEnd(')') + ")").Order(StringComparer.Ordinal));
    }

    private List<string> Kept() => [.. _reference.Ask("show route protocol giver").Split('\n')
        .Where(line => line.Length > 0 && char.IsAsciiDigit(line[0]) && line.Contains('/', StringComparison.Ordinal))
        .Select(line => line.Split(' ')[0]).Order(StringComparer.Ordinal)];

    private List<string> BoardKept() => [.. _board.Json("show bgp routes").RootElement.GetProperty("routes")
        .EnumerateObject()
        .Where(route => route.Value.EnumerateArray().Any(
            path => path.GetProperty("pathFrom").GetString() == "external"))
        .Select(route => route.Name).Order(StringComparer.Ordinal)];

    private static string Head(string address) => $$"""
        log stderr all;
        router id {{address}};
        protocol device { scan time 2; }
        protocol direct { interface "eth0"; }

        """;
}
