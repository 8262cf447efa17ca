using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using System.Linq;
using Router.Calico.Run;
using Router.Calico.Yaml;
using Router.Images.Boards;
using Router.Images.Host;

namespace Router.Images.Build;

/// <summary>
/// What makes a board this node: <c>node.yaml</c>, a run file, and the Calico files that it names, all below one
/// folder.
/// </summary>
public sealed record NodeFolder
{
    /// <summary>The run file's name.</summary>
    public const string RunFile = "node.yaml";

    private NodeFolder(string folder, IReadOnlyList<string> files) => (Folder, Files) = (folder, files);

    public string Folder { get; }

    /// <summary>Paths below the folder of all that the node reads, the run file first.</summary>
    public IReadOnlyList<string> Files { get; }

    /// <summary>Reads the folder, and checks that a board of this kind would start with it.</summary>
    /// <exception cref="HostException">It would not; the message tells every mistake with file and line.</exception>
    public static NodeFolder Read(string folder, Board board)
    {
        string run = Path.Combine(folder, RunFile);
        if (!File.Exists(run))
        {
            throw new HostException($"{run} is missing: a run file for {board.Name} "
                + $"(boards/{board.Name}/example has one; docs/run.md explains)");
        }

        ConfigReport report = new();
        RunConfiguration? read = RunConfiguration.Load(run, new Disk(), report);
        if (read is null)
        {
            throw new HostException(string.Join('\n', report.Errors.Select(static error => error.ToString())));
        }

        CheckNics(read.File, board, run);
        return new NodeFolder(
            folder, [RunFile, .. read.File.CalicoFiles.Distinct().Select(file => Below(folder, file))]);
    }

    // The image has the files as they lie in the folder.
    private static string Below(string folder, string file)
    {
        string path = Path.GetRelativePath(folder, file);
        return path.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(path)
            ? throw new HostException($"{file} lies outside of {folder}: the image has files of that folder alone")
            : path;
    }

    private static void CheckNics(RunFile file, Board board, string path)
    {
        foreach (RunPort port in file.Ports)
        {
            string wanted = port.Nic.Interface;
            if (port.Nic.Kind != NicKind.Tap && !board.Nics.Any(nic => nic.Name == wanted))
            {
                throw new HostException($"{path}: port {port.Name}: board {board.Name} has no NIC '{wanted}'; it has "
                    + string.Join(", ", board.Nics.Select(static nic => nic.Name)));
            }
        }
    }

    private sealed class Disk : IConfigFiles
    {
        public bool TryRead(
            string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
        {
            try
            {
                (text, reason) = (File.ReadAllText(path), null);
                return true;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                (text, reason) = (null, e.Message);
                return false;
            }
        }
    }
}
