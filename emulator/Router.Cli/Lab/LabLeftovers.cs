using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Router.Lab.Qemu.Nodes;

namespace Router.Cli.Lab;

/// <summary>What a lab leaves in its folder: logs when it ended as it should, and more when it was killed.</summary>
internal static class LabLeftovers
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    /// <summary>After the end of a lab: its machines' logs stay, all else goes.</summary>
    public static void Tidy(string lab)
    {
        foreach (string machine in MachinesOf(lab))
        {
            foreach (string file in Directory.GetFiles(machine))
            {
                if (!file.EndsWith(".log", StringComparison.Ordinal))
                {
                    File.Delete(file);
                }
            }

            foreach (string folder in Directory.GetDirectories(machine))
            {
                Directory.Delete(folder, recursive: true);
            }
        }
    }

    /// <summary>Ends what a lab that was killed left running, and removes all its files.</summary>
    /// <returns>What was removed, for people.</returns>
    public static IReadOnlyList<string> Remove(string lab)
    {
        List<string> removed = [];
        foreach (string machine in MachinesOf(lab))
        {
            if (End(machine) is { } ended)
            {
                removed.Add(ended);
            }
        }

        if (Directory.Exists(LabPlaces.MachinesOf(lab)))
        {
            Directory.Delete(LabPlaces.MachinesOf(lab), recursive: true);
            removed.Add(LabPlaces.MachinesOf(lab));
        }

        foreach (string file in (string[])[LabPlaces.SocketOf(lab), LabPlaces.LogOf(lab)])
        {
            if (File.Exists(file))
            {
                File.Delete(file);
                removed.Add(file);
            }
        }

        return removed;
    }

    private static string[] MachinesOf(string lab) =>
        Directory.Exists(LabPlaces.MachinesOf(lab)) ? Directory.GetDirectories(LabPlaces.MachinesOf(lab)) : [];

    // QEMU dies with its lab. Should one have outlived it, its number is there; the number of a process that has
    // nothing to do with the machine is left alone.
    private static string? End(string machine)
    {
        string file = Path.Combine(machine, MachineSet.ProcessFile);
        if (!File.Exists(file) || !int.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out int id)
            || !File.Exists($"/proc/{id}/cmdline")
            || !File.ReadAllText($"/proc/{id}/cmdline").Contains(machine, StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            using Process process = Process.GetProcessById(id);
            process.Kill();
            process.WaitForExit(s_patience);
            return string.Create(CultureInfo.InvariantCulture, $"process {id} of {machine}");
        }
        catch (ArgumentException)
        {
            // It ended by itself meanwhile.
            return null;
        }
    }
}
