using System;
using System.Diagnostics.CodeAnalysis;
using System.IO;
using Router.Calico.Run;

namespace Router.Boards.Linux;

/// <summary>Configuration files of this machine's file system.</summary>
public sealed class FileConfig : IConfigFiles
{
    // A cluster of thousands of nodes is a few megabytes; more than this is the wrong file.
    private const long LargestFile = 64 * 1024 * 1024;

    public bool TryRead(string path, [NotNullWhen(true)] out string? text, [NotNullWhen(false)] out string? reason)
    {
        text = null;
        try
        {
            if (Directory.Exists(path))
            {
                reason = "it is a directory";
                return false;
            }

            if (new FileInfo(path).Length > LargestFile)
            {
                reason = "it is larger than 64 MiB";
                return false;
            }

            text = File.ReadAllText(path);
            reason = null;
            return true;
        }
        catch (FileNotFoundException)
        {
            reason = "there is no such file";
        }
        catch (DirectoryNotFoundException)
        {
            reason = "there is no such directory";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            reason = e.Message;
        }

        return false;
    }
}
