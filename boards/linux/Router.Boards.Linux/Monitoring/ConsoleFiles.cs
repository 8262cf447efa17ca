using System.Diagnostics.CodeAnalysis;
using Router.Node.Console;

namespace Router.Boards.Linux.Monitoring;

/// <summary>Files of this machine for console commands; names are taken from where the process was started.</summary>
public sealed class ConsoleFiles : IConsoleFiles
{
    public bool TryCreate(
        string path, [NotNullWhen(true)] out IConsoleFile? file, [NotNullWhen(false)] out string? reason)
    {
        bool isDone = PartialFile.TryCreate(path, out PartialFile? made, out reason);
        file = made;
        return isDone;
    }
}
