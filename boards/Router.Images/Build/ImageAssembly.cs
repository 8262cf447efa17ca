using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Build.Volumes;
using Router.Images.Host;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>An image while it is put together. Octets that are zero take no room on this machine's disk.</summary>
internal sealed class ImageAssembly : IDisposable
{
    private const int ChunkSize = 1024 * 1024;
    private const int HoleSize = 4096;

    private readonly FileStream _file;
    private readonly byte[] _chunk = new byte[ChunkSize];

    public ImageAssembly(string path, long size)
    {
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        _file.SetLength(size);
    }

    /// <summary>Writes the table of partitions.</summary>
    public void Partition(string script, string work, CancellationToken stop)
    {
        string input = Path.Combine(work, "table");
        File.WriteAllText(input, script);

        // sfdisk reads its script from standard input only.
        HostCommand.Must(HostTool.Find("sh", "dash"),
            ["-c", "exec \"$0\" -q --no-reread --no-tell-kernel \"$1\" < \"$2\"",
                HostTool.Find("sfdisk", "fdisk"), _file.Name, input], stop);
    }

    /// <summary>Copies a file to a place in the image.</summary>
    public void Copy(string path, long offset)
    {
        using FileStream source = File.OpenRead(path);
        for (int count; (count = source.ReadAtLeast(_chunk, ChunkSize, throwOnEndOfStream: false)) > 0;)
        {
            for (int at = 0; at < count; at += HoleSize)
            {
                ReadOnlySpan<byte> page = _chunk.AsSpan(at, Math.Min(HoleSize, count - at));
                if (page.ContainsAnyExcept((byte)0))
                {
                    Write(page, offset + at);
                }
            }

            offset += count;
        }
    }

    public void Write(ReadOnlySpan<byte> octets, long offset) =>
        RandomAccess.Write(_file.SafeFileHandle, octets, offset);

    /// <summary>The parts that cover the image but for the manifest's own block, with their hashes.</summary>
    public IReadOnlyList<ImagePart> Parts(DiskLayout layout)
    {
        List<ImagePart> parts = [Part("head", 0, ManifestBlock.Offset)];
        long at = ManifestBlock.Offset + ManifestBlock.Length;
        foreach (Partition partition in layout.Partitions.OrderBy(static partition => partition.Offset))
        {
            if (partition.Offset > at)
            {
                parts.Add(Part("gap", at, partition.Offset - at));
            }

            parts.Add(Part(partition.Name, partition.Offset, partition.Length));
            at = partition.Offset + partition.Length;
        }

        parts.Add(Part("tail", at, layout.Size - at));
        return parts;
    }

    /// <summary>All of it is on the disk.</summary>
    public void End() => _file.Flush(flushToDisk: true);

    public void Dispose() => _file.Dispose();

    private ImagePart Part(string name, long offset, long length)
    {
        ImageHash hash = new();
        for (long at = offset; at < offset + length;)
        {
            int count = RandomAccess.Read(_file.SafeFileHandle,
                _chunk.AsSpan(0, (int)Math.Min(ChunkSize, offset + length - at)), at);
            hash.Add(_chunk.AsSpan(0, count));
            at += count;
        }

        return new ImagePart(name, offset, length, Convert.ToHexStringLower(hash.End()));
    }
}
