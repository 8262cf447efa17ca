using System;
using System.Collections.Generic;
using Router.Calico;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Lab.Topology;

/// <summary>
/// A topology file, read and checked: names resolve, ports are used once, nothing in it is unimplemented.
/// </summary>
public sealed record LabFile
{
    /// <summary>The file as named on the command line; other paths in it are relative to its folder.</summary>
    public required string Path { get; init; }

    public required string Name { get; init; }

    public LabTimeMode Time { get; init; }

    public ulong Seed { get; init; } = 1;

    /// <summary>What boards are unless their node says otherwise.</summary>
    public CalicoGeneration Generation { get; init; }

    public LabTimers Timers { get; init; } = new();

    /// <summary>In the order of the file, which is the order of their ids.</summary>
    public IReadOnlyList<LabNode> Nodes { get; init; } = [];

    public IReadOnlyList<LabPod> Pods { get; init; } = [];

    public IReadOnlyList<LabLink> Links { get; init; } = [];

    /// <summary>Files of Calico resources, as written.</summary>
    public IReadOnlyList<string> CalicoFiles { get; init; } = [];

    /// <summary>Calico resources written into the lab file itself.</summary>
    public IReadOnlyList<YamlNode> CalicoResources { get; init; } = [];

    public IReadOnlyList<LabFault> Faults { get; init; } = [];

    public IReadOnlyList<LabCheck> Checks { get; init; } = [];

    /// <summary>Parts of it run outside of this process, in real time.</summary>
    public bool HasMachines => Find(Nodes, static node => node.Hardware is not null) is not null;

    /// <summary>How long sessions may take to come up: a machine that is emulated without help boots first.</summary>
    public Duration Patience => Duration.FromSeconds(HasMachines ? 240 : 60);

    public LabNode? FindNode(string name) => Find(Nodes, node => node.Name == name);

    public LabPod? FindPod(string name) => Find(Pods, pod => pod.Name == name);

    private static T? Find<T>(IReadOnlyList<T> items, Func<T, bool> predicate)
        where T : class
    {
        foreach (T item in items)
        {
            if (predicate(item))
            {
                return item;
            }
        }

        return null;
    }
}
