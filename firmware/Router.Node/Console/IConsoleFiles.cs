using System;
using System.Diagnostics.CodeAnalysis;

namespace Router.Node.Console;

/// <summary>Where commands leave files.</summary>
public interface IConsoleFiles
{
    /// <summary>Begins a file that has its name only when it is whole.</summary>
    bool TryCreate(string path, [NotNullWhen(true)] out IConsoleFile? file, [NotNullWhen(false)] out string? reason);
}

/// <summary>A file under way; disposing it before <see cref="TryFinish"/> leaves nothing behind.</summary>
public interface IConsoleFile : IDisposable
{
    bool TryWrite(ReadOnlySpan<byte> octets, [NotNullWhen(false)] out string? reason);

    /// <summary>Gives the file its name, in place of an older one of that name.</summary>
    bool TryFinish([NotNullWhen(false)] out string? reason);
}
