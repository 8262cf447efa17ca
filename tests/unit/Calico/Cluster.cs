using System.Collections.Generic;
using System.IO;
using System.Linq;
using NUnit.Framework;
using Router.Calico;
using Router.Calico.Resources;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Tests.Calico;

/// <summary>Short ways to resources, plans and policies for tests.</summary>
internal static class Cluster
{
    public const int Ens33 = 1;

    public static string WalkThroughText => File.ReadAllText(DataPath("walkthrough/cluster.yaml"));

    public static string DataPath(string name) => Path.Combine(TestContext.CurrentContext.TestDirectory, "data", name);

    public static CalicoResources Load(ConfigReport report, params string[] texts)
    {
        var loader = new ResourceLoader(report);
        foreach (string text in texts)
        {
            loader.Add("cluster.yaml", text);
        }

        return loader.Build();
    }

    public static CalicoPlan Plan(string node, CalicoGeneration generation, params string[] texts)
    {
        var report = new ConfigReport();
        CalicoPlan? plan = CalicoPlan.Create(Load(report, texts), node, generation, report);
        Assert.That(report.Errors, Is.Empty);
        return plan!;
    }

    public static CalicoPlan WalkThrough(string node, CalicoGeneration generation) =>
        Plan(node, generation, WalkThroughText);

    public static string Node(string name, string address, string more = "", string labels = "") => $$"""
        ---
        apiVersion: projectcalico.org/v3
        kind: Node
        metadata: { name: {{name}}, labels: { {{labels}} } }
        spec: { bgp: { ipv4Address: {{address}}{{(more.Length == 0 ? "" : ", " + more)}} } }

        """;

    public static string Resource(string kind, string name, string spec) => $$"""
        ---
        apiVersion: projectcalico.org/v3
        kind: {{kind}}
        metadata: { name: {{name}} }
        spec: { {{spec}} }

        """;
}

/// <summary>A board with one subnet on <c>ens33</c> and a default gateway there.</summary>
internal sealed class OneSubnet(string subnet, string gateway) : INextHopResolver
{
    public static OneSubnet WalkThrough { get; } = new("192.168.101.0/24", "192.168.101.1");

    public bool TryResolve(Ipv4Address address, out NextHop nextHop)
    {
        nextHop = new NextHop(Cluster.Ens33,
            Prefix.Parse(subnet).Contains(address) ? address : Ipv4Address.Parse(gateway));
        return true;
    }
}

/// <summary>Writes a route as iproute2 does, for comparison with what Linux printed.</summary>
internal static class IpRouteText
{
    public static string Of(Route route)
    {
        var words = new List<string>();
        if (route.Kind == RouteKind.Blackhole)
        {
            words.Add("blackhole");
        }

        words.Add(route.Prefix.IsHost ? route.Prefix.Address.ToString() : route.Prefix.ToString());
        if (route.NextHops.Count > 0)
        {
            NextHop hop = route.NextHops.Single();
            words.Add($"via {hop.Gateway} dev {(hop.Interface == NextHop.Tunnel ? "tunl0" : "ens33")}");
        }

        words.Add("proto " + (route.Protocol == RouteProtocol.Bird ? "bird" : $"{(int)route.Protocol}"));
        words.Add(route.Metric == 0 ? "" : $"metric {route.Metric}");
        words.Add(route.NextHops.Any(hop => hop.Onlink) ? "onlink" : "");
        words.Add(route.Mtu == 0 ? "" : $"mtu {route.Mtu}");
        return string.Join(' ', words.Where(word => word.Length > 0));
    }
}

/// <summary>Files in memory.</summary>
internal sealed class MemoryFiles(params (string Path, string Text)[] files) : IConfigFiles
{
    public bool TryRead(string path, out string text, out string reason)
    {
        text = files.FirstOrDefault(file => file.Path == path).Text;
        reason = "No such file";
        return text is not null;
    }
}
