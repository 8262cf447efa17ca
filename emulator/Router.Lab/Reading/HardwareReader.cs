using System;
using System.Collections.Generic;
using System.Linq;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Lab.Topology;

namespace Router.Lab.Reading;

/// <summary>Reads which board a node is, and whether QEMU can be it.</summary>
internal sealed class HardwareReader(ConfigReport report)
{
    private readonly Lazy<IReadOnlyList<Board>> _boards = new(() => BoardCatalog.Load(null, report));

    /// <summary>Null: the node names no board, or one that cannot be had.</summary>
    public LabHardware? Read(YamlReader node, LabNodeKind kind)
    {
        if (kind == LabNodeKind.Bridge)
        {
            return null;
        }

        BootProfile boot = node.Get("boot", LabFormats.Boot, BootProfile.Fast);
        if (node.Text("board") is not { } name)
        {
            if (node.Has("boot"))
            {
                report.Error(node.Where("boot"), $"{node.Path}: 'boot' is for emulated hardware",
                    "'board' beside it, as 'router boards' lists them");
            }

            return null;
        }

        YamlNode where = node.Where("board");
        if (kind == LabNodeKind.Router)
        {
            report.Error(where, $"{node.Path}: a plain router is no board, and has no 'board'");
            return null;
        }

        if (_boards.Value.FirstOrDefault(board => board.Name == name) is not { } found)
        {
            report.Error(where, $"{node.Path}: there is no board '{name}'",
                "one of " + string.Join(", ", _boards.Value.Select(static board => board.Name)));
            return null;
        }

        if (!found.Qemu.Exists)
        {
            report.Error(where, $"{node.Path}: board {name} has no machine in QEMU: {found.Qemu.Reason}");
            return null;
        }

        if (boot == BootProfile.Full)
        {
            report.Error(node.Where("boot"), $"{node.Path}: 'boot: full' is not implemented yet", "fast");
        }

        return new LabHardware(found, boot, NicsOf(found));
    }

    /// <summary>The NICs that its machine has, in the order of the board's file.</summary>
    private static string[] NicsOf(Board board) => board.Qemu.Nic is { Names.Count: > 0 } nic
        ? [.. nic.Names]
        : [.. board.Nics.Where(static nic => !nic.IsSpi).Select(static nic => nic.Name)];
}
