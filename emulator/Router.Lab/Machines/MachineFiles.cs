using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Lab.Network;
using Router.Lab.Reading;
using Router.Lab.Topology;

namespace Router.Lab.Machines;

/// <summary>The files of a node that boots: a run file, and the lab's resources.</summary>
public static class MachineFiles
{
    /// <summary>The run file's name, as images have it.</summary>
    public const string RunFile = "node.yaml";

    /// <summary>Every file's name with its text, the run file first.</summary>
    public static IReadOnlyList<(string Name, string Text)> For(LabConfiguration lab, LabNode node)
    {
        string[] names = [.. Enumerable.Range(1, lab.ResourceTexts.Count)
            .Select(static number => string.Create(CultureInfo.InvariantCulture, $"cluster{number}.yaml"))];
        return [(RunFile, Run(lab.File, node, names)), .. names.Zip(lab.ResourceTexts)];
    }

    private static string Run(LabFile lab, LabNode node, string[] resources)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"node: {node.CalicoNode}\n");
        text.Append(CultureInfo.InvariantCulture, $"generation: {NameOf(node.Generation)}\nports:\n");
        IReadOnlyList<string> nics = node.Hardware!.Nics;
        for (int i = 0; i < node.Ports.Count; i++)
        {
            AddPort(text, node.Ports[i], nics[i]);
        }

        LabPod[] pods = [.. LabNetwork.PodsOf(lab, node.Name)];
        for (int i = 0; i < pods.Length; i++)
        {
            AddHead(text, pods[i].Interface, nics[node.Ports.Count + i]);
            text.Append(CultureInfo.InvariantCulture, $"    workload: {{ addresses: [{pods[i].Address}/32] }}\n");
            AddMtu(text, pods[i].Mtu);
        }

        AddRoutes(text, node.Routes);
        text.Append(CultureInfo.InvariantCulture, $"calico: [{string.Join(", ", resources)}]\n");
        return text.ToString();
    }

    private static string NameOf(CalicoGeneration generation) => generation switch
    {
        CalicoGeneration.Classic => "classic",
        CalicoGeneration.V332 => "v3.32",
        CalicoGeneration.V333 => "v3.33",
        _ => "auto",
    };

    private static void AddPort(StringBuilder text, LabPort port, string nic)
    {
        AddHead(text, port.Name, nic);

        // Not every emulated NIC has the address that QEMU was told.
        text.Append(CultureInfo.InvariantCulture, $"    mac: \"{port.Mac}\"\n");
        if (port.Addresses.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"    addresses: [{string.Join(", ", port.Addresses)}]\n");
        }

        if (port.Gateway is { } gateway)
        {
            text.Append(CultureInfo.InvariantCulture, $"    gateway: {gateway}\n");
        }

        if (port.Rpf != RpfMode.Off)
        {
            text.Append(CultureInfo.InvariantCulture, $"    rpf: {port.Rpf.ToString().ToLowerInvariant()}\n");
        }

        AddMtu(text, port.Mtu);
    }

    private static void AddHead(StringBuilder text, string port, string nic) => text.Append(
        CultureInfo.InvariantCulture, $"  - name: \"{port}\"\n    nic: {{ kind: packet, interface: {nic} }}\n");

    // Not said where it is what an interface has by itself.
    private static void AddMtu(StringBuilder text, int mtu)
    {
        if (mtu != LabPort.DefaultMtu)
        {
            text.Append(CultureInfo.InvariantCulture, $"    mtu: {mtu}\n");
        }
    }

    private static void AddRoutes(StringBuilder text, IReadOnlyList<RunRoute> routes)
    {
        if (routes.Count > 0)
        {
            text.Append("routes:\n");
        }

        foreach (RunRoute route in routes)
        {
            text.Append(CultureInfo.InvariantCulture, $"  - {{ to: {route.To}");
            text.Append(route.Via is { } via ? $", via: {via}" : string.Empty);
            text.Append(route.Port is { } port ? $", port: \"{port}\"" : string.Empty);
            text.Append(route.IsBlackhole ? ", blackhole: true" : string.Empty);
            text.Append(CultureInfo.InvariantCulture, $", metric: {route.Metric} }}\n");
        }
    }
}
