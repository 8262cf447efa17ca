using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Calico;
using Router.Calico.Resources;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Lab.Machines;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Reading;

/// <summary>Puts lab file, resources and plans together and checks each against the others.</summary>
public static class LabLoader
{
    /// <summary>Reads a lab and the files that it names; null when the report has errors.</summary>
    public static LabConfiguration? Load(string path, IConfigFiles files, ConfigReport report)
    {
        if (!files.TryRead(path, out string? text, out string? reason))
        {
            report.Error(new ConfigError(path, 0, 0, "cannot be read: " + reason));
            return null;
        }

        if (LabReader.Read(path, text, report) is not { } lab)
        {
            return null;
        }

        ResourceLoader loader = new(report);
        loader.Add(lab.CalicoResources);
        List<string> texts = [];
        if (lab.CalicoResources.Count > 0)
        {
            texts.Add(string.Join("\n---\n", lab.CalicoResources.Select(YamlText.Write)) + "\n");
        }

        foreach (string name in lab.CalicoFiles.Distinct(StringComparer.Ordinal))
        {
            string file = Path.Combine(Path.GetDirectoryName(path) ?? string.Empty, name);
            if (files.TryRead(file, out string? resources, out reason))
            {
                loader.Add(file, resources);
                texts.Add(resources);
            }
            else
            {
                report.Error(new ConfigError(file, 0, 0, "cannot be read: " + reason, "a file of Calico resources"));
            }
        }

        CalicoResources cluster = loader.Build();
        Dictionary<string, CalicoPlan> plans = report.HasErrors ? [] : Plan(lab, cluster, report);
        return report.HasErrors ? null : new LabConfiguration(lab, cluster, plans) { ResourceTexts = texts };
    }

    private static Dictionary<string, CalicoPlan> Plan(LabFile lab, CalicoResources cluster, ConfigReport report)
    {
        Dictionary<string, CalicoPlan> plans = new(StringComparer.Ordinal);
        Dictionary<string, string> boards = new(StringComparer.Ordinal);
        foreach (LabNode board in lab.Nodes.Where(node => node.Kind == LabNodeKind.Board))
        {
            if (!boards.TryAdd(board.CalicoNode, board.Name))
            {
                report.Error(board.Source,
                    $"{board.Name} is Calico node {board.CalicoNode}, and so is {boards[board.CalicoNode]}");
            }
            else if (CalicoPlan.Create(cluster, board.CalicoNode, board.Generation, report, board.Source) is { } plan)
            {
                plans[board.Name] = plan;
                CheckAddress(board, plan, report);
                CheckPods(lab, board, plan, report);
            }
        }

        return plans;
    }

    // Sessions and tunnelled packets come from the Node's address; other nodes drop them from any other.
    private static void CheckAddress(LabNode board, CalicoPlan plan, ConfigReport report)
    {
        if (!board.Ports.SelectMany(port => port.Addresses).Any(address => address.Address == plan.NodeAddress.Address))
        {
            report.Error(board.Source,
                $"Node {plan.NodeName} has {plan.NodeAddress.Address} in the resources, "
                    + $"and no port of {board.Name} has it",
                $"a port with addresses: [{plan.NodeAddress}]");
        }
    }

    private static void CheckPods(LabFile lab, LabNode board, CalicoPlan plan, ConfigReport report)
    {
        foreach (LabPod pod in lab.Pods.Where(pod => pod.Node == board.Name))
        {
            bool own = plan.OwnBlocks.Any(block => block.Contains(pod.Address));
            PlannedBlock? remote = plan.RemoteBlocks.Where(b => b.Cidr.Contains(pod.Address))
                .Select(b => (PlannedBlock?)b).FirstOrDefault();
            if (!own && remote is { } block)
            {
                report.Warning(pod.Source, $"pod {pod.Name}: {pod.Address} is borrowed from block {block.Cidr} "
                    + $"of {block.Node} and announced as a /32");
            }
            else if (!own && plan.PoolOf(Prefix.Host(pod.Address)) is null)
            {
                report.Warning(pod.Source,
                    $"pod {pod.Name}: {pod.Address} lies in no IPPool: no other node will have a route to it");
            }
            else if (!own)
            {
                report.Warning(pod.Source, $"pod {pod.Name}: {pod.Address} lies in no block of {board.CalicoNode}");
            }
        }
    }
}
