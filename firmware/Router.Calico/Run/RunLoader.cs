using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Resources;
using Router.Calico.Yaml;
using Router.Core;
using Router.Wire;

namespace Router.Calico.Run;

/// <summary>Puts run file, resources and plan together and checks each against the others.</summary>
internal sealed class RunLoader(IConfigFiles files, ConfigReport report)
{
    public RunConfiguration? Load(string path)
    {
        if (!files.TryRead(path, out string? text, out string? reason))
        {
            report.Error(new ConfigError(path, 0, 0, "cannot be read: " + reason));
            return null;
        }

        RunFile? file = RunFileReader.Read(path, text, report);
        if (file is null)
        {
            return null;
        }

        CalicoResources resources = LoadResources(file);
        if (report.HasErrors)
        {
            return null;
        }

        CalicoPlan? plan = CalicoPlan.Create(resources, file.Node, file.Generation, report, file.NodeSource);
        if (plan is not null)
        {
            CheckNodeAddress(file, plan);
            CheckWorkloads(file, plan);
            CheckBfd(file, plan);
            plan = WithSettings(file, plan);
        }

        return plan is null || report.HasErrors ? null : new RunConfiguration(file, resources, plan);
    }

    private CalicoResources LoadResources(RunFile file)
    {
        var loader = new ResourceLoader(report);
        foreach (string name in file.CalicoFiles.Distinct(StringComparer.Ordinal))
        {
            if (files.TryRead(name, out string? text, out string? reason))
            {
                loader.Add(name, text);
            }
            else
            {
                report.Error(new ConfigError(name, 0, 0, "cannot be read: " + reason, "a file of Calico resources"));
            }
        }

        return loader.Build();
    }

    // Sessions and tunnelled packets come from the Node's address; nodes drop them from any other.
    private void CheckNodeAddress(RunFile file, CalicoPlan plan)
    {
        List<InterfaceAddress> own = file.Ports.SelectMany(port => port.Addresses).ToList();
        if (own.Any(address => address.Address == plan.NodeAddress.Address))
        {
            return;
        }

        YamlNode node = file.NodeSource!;
        report.Error(node, $"Node {plan.NodeName} has {plan.NodeAddress.Address} in the resources, and no port has it",
            own.Count == 0
                ? $"a port with addresses: [{plan.NodeAddress}]"
                : $"addresses: [{plan.NodeAddress}] on one of the ports, which now have "
                    + string.Join(", ", own.Select(a => a.ToString())));
    }

    private void CheckBfd(RunFile file, CalicoPlan plan)
    {
        foreach (RunBfd session in file.Bfd.Where(s => plan.Peers.All(peer => peer.RemoteAddress != s.Peer)))
        {
            report.Warning(file.NodeSource!, $"bfd: {session.Peer} is no BGP peer of {plan.NodeName}: no session");
        }
    }

    private CalicoPlan WithSettings(RunFile file, CalicoPlan plan)
    {
        foreach (PeerSettings settings in file.Peers.Where(s => plan.Peers.All(p => p.RemoteAddress != s.Peer)))
        {
            report.Warning(file.NodeSource!, $"peers: {settings.Peer} is no BGP peer of {plan.NodeName}: no session");
        }

        return plan with
        {
            Peers = [.. plan.Peers.Select(peer => file.Peers.FirstOrDefault(s => s.Peer == peer.RemoteAddress)
                is { } settings ? peer with { Settings = settings } : peer)],
        };
    }

    private void CheckWorkloads(RunFile file, CalicoPlan plan)
    {
        foreach (RunPort port in file.Ports.Where(p => p.IsWorkload))
        {
            foreach (Ipv4Address address in port.WorkloadAddresses.Where(a => plan.PoolOf(Prefix.Host(a)) is null
                && !plan.OwnBlocks.Any(block => block.Contains(a))))
            {
                report.Warning(file.NodeSource!,
                    $"port {port.Name}: workload {address} lies in no IPPool: no other node will have a route to it");
            }

            foreach (Ipv4Address address in port.WorkloadAddresses)
            {
                if (plan.RemoteBlocks.FirstOrDefault(block => block.Cidr.Contains(address))
                    is { Node: { } owner } block)
                {
                    report.Warning(file.NodeSource!, $"port {port.Name}: workload {address} is borrowed from block "
                        + $"{block.Cidr} of {owner} and announced as a /32");
                }
            }
        }
    }
}
