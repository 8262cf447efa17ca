using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Boards.Linux.Workers;
using Router.Calico;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Hal.Linux;

namespace Router.Boards.Linux;

/// <summary>What <c>router run</c> says about configurations.</summary>
public static class RunReport
{
    /// <summary>Warnings and errors, a line each.</summary>
    public static void WriteProblems(ConfigReport report, TextWriter output)
    {
        foreach (ConfigError warning in report.Warnings)
        {
            output.WriteLine($"warning: {warning}");
        }

        foreach (ConfigError error in report.Errors)
        {
            output.WriteLine($"error: {error}");
        }
    }

    /// <summary>The plan that a start would follow.</summary>
    public static void WritePlan(RunConfiguration configuration, TextWriter output)
    {
        CalicoPlan plan = configuration.Plan;
        output.WriteLine($"node {plan.NodeName}: {plan.NodeAddress}, AS {plan.LocalAs}, " +
            $"generation {Word(plan.Generation)}");
        foreach (PlannedPeer peer in plan.Peers)
        {
            string port = peer.RemotePort == CalicoPlan.BgpPort
                ? string.Empty
                : FormattableString.Invariant($" port {peer.RemotePort}");
            output.WriteLine($"peer {peer.Name}: {peer.RemoteAddress}{port}, AS {peer.RemoteAs}, " +
                (peer.Passive ? "the peer dials" : "this node dials"));
        }

        output.WriteLine("own blocks: " +
            (plan.OwnBlocks.Count == 0 ? "none" : string.Join(", ", plan.OwnBlocks)));
        if (configuration.File is { Workers: > 0 } file)
        {
            string cores = file.Cores.Count == 0 ? string.Empty : ", on cores " + string.Join(", ", file.Cores);
            output.WriteLine(FormattableString.Invariant($"workers: {file.Workers}{cores}"));
        }

        foreach (RunPort port in configuration.File.Ports)
        {
            string what = port.IsWorkload
                ? "workload " + string.Join(", ", port.WorkloadAddresses)
                : port.Addresses.Count == 0 ? "no address" : string.Join(", ", port.Addresses);
            string gateway = port.Gateway is { } via ? $", gateway {via}" : string.Empty;
            output.WriteLine($"port {port.Name}: {Word(port.Nic.Kind)} {port.Nic.Interface}, {what}{gateway}");
        }
    }

    /// <summary>What a start on this very machine would trip over now.</summary>
    public static void WriteMachine(RunFile file, TextWriter output)
    {
        IReadOnlyList<string> ofCores = MachineCores.WarningsOf(file);
        foreach (string problem in MachineCores.ErrorOf(file) is { } error ? ofCores.Append(error) : ofCores)
        {
            output.WriteLine($"warning: {problem}");
        }

        IReadOnlyList<KernelInterface> interfaces = KernelInterfaces.List();
        foreach (RunPort port in file.Ports.Where(static port => port.Nic.Kind != NicKind.Tap))
        {
            string name = port.Nic.Interface;
            KernelInterface? found = interfaces.FirstOrDefault(candidate => candidate.Name == name);
            if (found is null)
            {
                output.WriteLine($"warning: port {port.Name}: this machine has no interface {name} now");
            }
            else if (found.Ipv4Addresses.Count > 0)
            {
                output.WriteLine($"warning: port {port.Name}: the kernel holds " +
                    $"{string.Join(", ", found.Ipv4Addresses)} on {name}: `ip addr flush dev {name}` before the start");
            }
        }
    }

    /// <summary>The differences in words.</summary>
    public static string Describe(RunDiff diff)
    {
        var parts = new List<string>();
        Add(parts, "ports", diff.Ports);
        Add(parts, "peers", diff.Peers);
        Add(parts, "routes", diff.Routes);
        Add(parts, "own blocks", diff.OwnBlocks);
        Add(parts, "blocks of other nodes", diff.RemoteBlocks);
        Add(parts, "tunnel sources", diff.TunnelSources);
        Add(parts, "pools or generation changed", diff.PolicyChanged);
        Add(parts, "tunl0 changed", diff.TunnelChanged);
        Add(parts, "log level changed", diff.LogChanged);
        Add(parts, "control socket moved", diff.ControlChanged);
        Add(parts, "metrics moved", diff.MetricsChanged);
        Add(parts, "time servers changed", diff.NtpChanged);
        return parts.Count == 0 ? "nothing changed" : string.Join("; ", parts);
    }

    private static void Add<T>(List<string> parts, string what, Changes<T> changes)
    {
        var words = new List<string>();
        Add(words, FormattableString.Invariant($"{changes.Added.Count} added"), changes.Added.Count > 0);
        Add(words, FormattableString.Invariant($"{changes.Removed.Count} removed"), changes.Removed.Count > 0);
        Add(words, FormattableString.Invariant($"{changes.Changed.Count} changed"), changes.Changed.Count > 0);
        Add(parts, $"{what}: {string.Join(", ", words)}", words.Count > 0);
    }

    private static void Add(List<string> parts, string text, bool holds)
    {
        if (holds)
        {
            parts.Add(text);
        }
    }

    private static string Word(CalicoGeneration generation) => generation switch
    {
        CalicoGeneration.Classic => "classic",
        CalicoGeneration.V332 => "v3.32",
        CalicoGeneration.V333 => "v3.33",
        _ => "auto",
    };

    private static string Word(NicKind kind) => kind switch
    {
        NicKind.Tap => "tap",
        NicKind.Xdp => "xdp",
        _ => "packet",
    };
}
