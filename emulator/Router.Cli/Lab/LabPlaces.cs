using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Boards.Linux.Control;

namespace Router.Cli.Lab;

/// <summary>Where running labs are found: one control socket each, in a folder of the user's own.</summary>
internal static class LabPlaces
{
    private const string Suffix = ".sock";

    public static string Folder
    {
        get
        {
            string? given = Environment.GetEnvironmentVariable("ROUTER_LAB_DIR");
            if (!string.IsNullOrEmpty(given))
            {
                return given;
            }

            string? runtime = Environment.GetEnvironmentVariable("XDG_RUNTIME_DIR");
            if (!string.IsNullOrEmpty(runtime) && Directory.Exists(runtime))
            {
                return Path.Combine(runtime, "router-labs");
            }

            // Nobody but root makes folders in /run; root must not follow what others left in /tmp.
            return Environment.IsPrivilegedProcess && Directory.Exists("/run")
                ? "/run/router-labs"
                : Path.Combine(Path.GetTempPath(), "router-labs-" + Environment.UserName);
        }
    }

    public static string SocketOf(string name) => Path.Combine(Folder, name + Suffix);

    /// <summary>What belongs to a lab's machines: their sockets, logs and what they boot.</summary>
    public static string MachinesOf(string name) => Path.Combine(Folder, name);

    public static string LogOf(string name) => Path.Combine(Folder, name + ".log");

    /// <summary>Makes the folder, closed to others: whoever reaches a socket commands the lab.</summary>
    /// <exception cref="IOException">The folder is somebody else's, or open to others.</exception>
    public static void Prepare()
    {
        const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        DirectoryInfo folder = Directory.CreateDirectory(Folder, Own);
        if (folder.LinkTarget is not null || folder.UnixFileMode != Own)
        {
            throw new IOException(
                $"{Folder} is a link or open to others: remove it, or name another folder in ROUTER_LAB_DIR " +
                "(mode 0700)");
        }
    }

    public static IReadOnlyList<string> Running() => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*" + Suffix).Where(ControlClient.Answers)
            .Select(static path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal).ToList()
        : [];

    /// <summary>Every lab that left a trace here, running or not.</summary>
    public static IReadOnlyList<string> Known() => Directory.Exists(Folder)
        ? Directory.GetFiles(Folder, "*" + Suffix).Select(static path => Path.GetFileNameWithoutExtension(path)!)
            .Concat(Directory.GetDirectories(Folder).Select(static path => Path.GetFileName(path)!))
            .Distinct().Order(StringComparer.Ordinal).ToList()
        : [];

    /// <summary>The lab that a command means: the one named, or the only one that runs.</summary>
    /// <exception cref="IOException">There is none, or more than one.</exception>
    public static string Choose(string? name)
    {
        IReadOnlyList<string> running = Running();
        if (name is not null)
        {
            return running.Contains(name)
                ? name
                : throw new IOException(running.Count == 0
                    ? $"lab {name} does not run; no lab does: start one with 'router lab up'"
                    : $"lab {name} does not run; these do: {string.Join(", ", running)}");
        }

        return running.Count switch
        {
            0 => throw new IOException("no lab runs: start one with 'router lab up'"),
            1 => running[0],
            _ => throw new IOException($"several labs run ({string.Join(", ", running)}): name one with -n"),
        };
    }
}
