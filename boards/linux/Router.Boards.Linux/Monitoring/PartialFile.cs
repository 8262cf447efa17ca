using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Router.Node.Console;

namespace Router.Boards.Linux.Monitoring;

/// <summary>A file that is written beside its name and gets it when it is whole: nobody reads half of it.</summary>
public sealed class PartialFile : IConsoleFile
{
    private const string Suffix = ".part";

    private readonly FileStream _stream;

    private PartialFile(string path)
    {
        Path = path;
        _stream = new FileStream(path + Suffix, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    public string Path { get; private set; }

    public long Length { get; private set; }

    public static bool TryCreate(
        string path, [NotNullWhen(true)] out PartialFile? file, [NotNullWhen(false)] out string? reason)
    {
        PartialFile? made = null;
        bool isDone = Try(() => made = new PartialFile(System.IO.Path.GetFullPath(path)), out reason);
        file = made;
        return isDone && file is not null;
    }

    public bool TryWrite(ReadOnlySpan<byte> octets, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            _stream.Write(octets);
            Length += octets.Length;
            reason = null;
            return true;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            reason = e.Message;
            return false;
        }
    }

    public bool TryFinish([NotNullWhen(false)] out string? reason) => TryFinish(Path, out reason);

    /// <summary>The same under another name.</summary>
    public bool TryFinish(string path, [NotNullWhen(false)] out string? reason) => Try(
        () =>
        {
            _stream.Dispose();
            File.Move(Path + Suffix, path, overwrite: true);
            Path = string.Empty;
        },
        out reason);

    public void Dispose()
    {
        _stream.Dispose();
        if (Path.Length > 0)
        {
            _ = Try(() => File.Delete(Path + Suffix), out _);
        }
    }

    private static bool Try(Action action, [NotNullWhen(false)] out string? reason)
    {
        try
        {
            action();
            reason = null;
            return true;
        }
        catch (Exception e) when (IsOfFiles(e))
        {
            reason = e.Message;
            return false;
        }
    }

    private static bool IsOfFiles(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;
}
