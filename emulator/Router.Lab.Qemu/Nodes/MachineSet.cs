using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Hal.Linux;
using Router.Lab.Machines;
using Router.Lab.Network;
using Router.Lab.Qemu.Machines;
using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Qemu.Nodes;

/// <summary>Switches a lab's machines on; <see cref="MachinePreparation"/> has made what they boot.</summary>
/// <param name="folder">The lab's own.</param>
/// <param name="loop">Watches their sockets.</param>
/// <param name="tell">Takes what goes wrong with one while the lab goes on.</param>
public sealed class MachineSet(string folder, PollLoop loop, Action<string> tell) : ILabMachineFactory
{
    /// <summary>The file with the number of QEMU's process, in a machine's folder.</summary>
    public const string ProcessFile = LabMachine.ProcessFileName;

    public ILabMachine Create(LabFile lab, LabNode node, IFramePool pool)
    {
        string own = Path.Combine(folder, node.Name);
        LabMachine machine = BootFiles.Read(own).Apply(new LabMachine
        {
            Board = node.Hardware!.Board,
            Folder = own,
            Boot = new BiosBoot(),
            Cards = [.. CardsOf(lab, node)],
        });
        RemoveSockets(own);
        return new MachineNode(node, machine, pool, loop, tell);
    }

    /// <summary>Removes what a machine leaves beside its logs.</summary>
    public static void RemoveSockets(string folder)
    {
        foreach (string file in Directory.GetFiles(folder))
        {
            if (Path.GetFileName(file) is "console" or "qmp" or ProcessFile or MachineNode.TerminalSocket
                || Path.GetFileName(file).StartsWith(LabMachine.WirePrefix, StringComparison.Ordinal))
            {
                File.Delete(file);
            }
        }
    }

    // Ports without a cable have no carrier: their NICs have nothing plugged in.
    private static IEnumerable<WireCard> CardsOf(LabFile lab, LabNode node)
    {
        HashSet<string> plugged = [.. lab.Links.SelectMany(static link => new[] { link.First, link.Second })
            .Where(end => end.Node == node.Name).Select(static end => end.Port)];
        for (int i = 0; i < node.Ports.Count; i++)
        {
            if (plugged.Contains(node.Ports[i].Name))
            {
                yield return new WireCard(node.Hardware!.Nics[i], node.Ports[i].Mac.ToString());
            }
        }

        int index = node.Ports.Count;
        foreach (LabPod _ in LabNetwork.PodsOf(lab, node.Name))
        {
            yield return new WireCard(node.Hardware!.Nics[index++], MacAddress.CalicoWorkload.ToString());
        }
    }
}
