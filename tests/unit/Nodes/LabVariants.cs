using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>Bends the shipped labs: impairments, faults and small MTUs by a seed.</summary>
internal static class LabVariants
{
    private static readonly string[] s_labs = ["walkthrough", "walkthrough-bgp", "crosssubnet"];

    public static string Generate(ulong seed)
    {
        var random = new RandomStream(seed, "variant");
        string name = s_labs[(int)(seed % (ulong)s_labs.Length)];
        string lab = TestLab.WithoutChecks(name);
        var text = new StringBuilder();
        foreach (string line in lab.Split('\n'))
        {
            text.Append(line.StartsWith("  - endpoints:", StringComparison.Ordinal)
                ? line.Replace("  - endpoints:", "  - impair: " + Impairment(random) + "\n    endpoints:",
                StringComparison.Ordinal)
                : line).Append('\n');
        }

        string bent = text.ToString();
        if (random.NextBelow(2) == 0)
        {
            // Somewhere on the path: a node's uplink, or one side of the router.
            string port = name == "crosssubnet" ? "eth1: { " : "node01:\n    ports: { ens33: { ";
            bent = bent.Replace(port, port + "mtu: 1400, ", StringComparison.Ordinal);
        }

        return bent + Faults(random);
    }

    private static string Impairment(RandomStream random)
    {
        List<string> parts = ["delay: 1ms", "jitter: 2ms"];
        Maybe(random, parts, "loss: 2%");
        Maybe(random, parts, "duplicate: 3%");
        Maybe(random, parts, "corrupt: 2%");
        Maybe(random, parts, "reorder: true");
        Maybe(random, parts, "rate: 10mbit, queue: 20");
        return "{ " + string.Join(", ", parts) + " }";
    }

    private static string Faults(RandomStream random)
    {
        string[] kinds =
        [
            "link: node01:ens33, carrier: down, for: 700ms",
            "link: pod2:eth0, carrier: down, for: 300ms",
            "node: node02, action: crash, for: 1s",
            "node: pod1, action: crash, for: 500ms",
            "node: master, action: restart",
            "node: gw, action: crash, for: 2s",
            "link: node02:ens33, impair: { loss: 30% }, for: 1s",
        ];
        return "faults:\n" + string.Concat(Enumerable.Range(0, 4).Select(i => string.Create(
            CultureInfo.InvariantCulture,
                $"  - {{ at: {5000 + (1300 * i)}ms, {kinds[random.NextBelow((uint)kinds.Length)]} }}\n")));
    }

    private static void Maybe(RandomStream random, List<string> parts, string part)
    {
        if (random.NextBelow(2) == 0)
        {
            parts.Add(part);
        }
    }
}
