using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;

namespace Router.Images.Initramfs;

/// <summary>Writes the "newc" archive that Linux unpacks as its first root file system; needs no privilege.</summary>
public sealed class CpioWriter(Stream output)
{
    private const uint Folder = 0x4000 | 0b111_101_101;
    private const uint Program = 0x8000 | 0b111_101_101;
    private const uint Link = 0xa000 | 0b111_111_111;
    private const uint CharacterDevice = 0x2000 | 0b110_000_000;

    private readonly HashSet<string> _folders = [];
    private uint _inode;

    /// <summary>A file that may be read and run; the folders above it are made as needed.</summary>
    public void AddFile(string path, byte[] content) => Add(path, Program, content);

    /// <summary>A symbolic link.</summary>
    public void AddLink(string path, string target) => Add(path, Link, Encoding.ASCII.GetBytes(target));

    /// <summary>A character device.</summary>
    public void AddDevice(string path, uint major, uint minor) => Add(path, CharacterDevice, [], major, minor);

    /// <summary>A folder and those above it, as far as they are not there.</summary>
    public void AddFolder(string path)
    {
        path = path.Trim('/');
        if (path.Length > 0 && _folders.Add(path))
        {
            AddFolder(path[..Math.Max(0, path.LastIndexOf('/'))]);
            Entry(path, Folder, [], 0, 0);
        }
    }

    /// <summary>Ends the archive.</summary>
    public void End() => Entry("TRAILER!!!", 0, [], 0, 0);

    private void Add(string path, uint mode, byte[] content, uint major = 0, uint minor = 0)
    {
        path = path.Trim('/');
        AddFolder(path[..Math.Max(0, path.LastIndexOf('/'))]);
        Entry(path, mode, content, major, minor);
    }

    private void Entry(string name, uint mode, byte[] content, uint major, uint minor)
    {
        // Fields: inode, mode, uid, gid, links, mtime, size, device (2), special device (2), name size, checksum.
        uint size = (uint)content.Length;
        uint[] fields = [++_inode, mode, 0, 0, 1, 0, size, 0, 0, major, minor, (uint)name.Length + 1, 0];
        StringBuilder header = new("070701");
        foreach (uint field in fields)
        {
            header.Append(field.ToString("x8", CultureInfo.InvariantCulture));
        }

        Write(Encoding.ASCII.GetBytes(header + name + "\0"));
        Write(content);
    }

    // Header with name, and content, are each padded to four bytes; every entry begins aligned.
    private void Write(byte[] bytes)
    {
        output.Write(bytes);
        output.Write(new byte[-bytes.Length & 3]);
    }
}
