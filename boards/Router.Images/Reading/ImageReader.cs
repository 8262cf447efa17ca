using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Router.Images.Host;
using Router.Slots;

namespace Router.Images.Reading;

/// <summary>An image's file as its manifest describes it.</summary>
public sealed class ImageReader : IDisposable
{
    private const int ChunkSize = 1024 * 1024;

    private readonly FileStream _file;

    private ImageReader(FileStream file, ImageManifest manifest) => (_file, Manifest) = (file, manifest);

    public string Path => _file.Name;

    public ImageManifest Manifest { get; }

    /// <summary>Opens it and reads its manifest, whose signature fits the key that it names.</summary>
    /// <exception cref="HostException">It is no image of router, or was changed; the message says what is wrong.
    /// </exception>
    public static ImageReader Open(string path)
    {
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new HostException(e.Message, e);
        }

        try
        {
            byte[] block = new byte[ManifestBlock.Length];
            int count = RandomAccess.Read(file.SafeFileHandle, block, ManifestBlock.Offset);
            if (!ManifestBlock.TryRead(block.AsSpan(0, count), out ImageManifest? manifest, out string error))
            {
                throw new HostException($"{path}: {error}");
            }

            return file.Length == manifest!.Size
                ? new ImageReader(file, manifest)
                : throw new HostException($"{path} has {file.Length} octets, and its manifest says {manifest.Size}");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Reads all of it; the first part that is not what the manifest says, or null.</summary>
    /// <param name="progress">Takes octets read so far.</param>
    public ImagePart? FindDamage(Action<long> progress, CancellationToken stop = default)
    {
        foreach (ImagePart part in Manifest.Parts)
        {
            if (HashOf(part, progress, stop) != part.Hash)
            {
                return part;
            }
        }

        return null;
    }

    /// <summary>Reads a stretch of it; how many octets were there.</summary>
    public int Read(Span<byte> octets, long offset) => RandomAccess.Read(_file.SafeFileHandle, octets, offset);

    /// <summary>A file out of the file system of a part, by mtools.</summary>
    /// <exception cref="HostException">The image has no such file, or it is not what the manifest says.</exception>
    public byte[] Extract(string partName, string file, CancellationToken stop = default)
    {
        ImagePart? part = Find(partName);
        foreach (ImageFile known in Manifest.Files)
        {
            if (part is not null && known.Part == partName && known.Path == file)
            {
                byte[] octets = HostCommand.Octets(HostTool.Find("mcopy", "mtools"),
                    ["-i", Path + "@@" + part.Offset.ToString(CultureInfo.InvariantCulture), "::/" + file, "-"], stop);
                return Convert.ToHexStringLower(ImageHash.Of(octets)) == known.Hash
                    ? octets
                    : throw new HostException($"{Path}: {file} in {partName} is damaged");
            }
        }

        throw new HostException($"{Path} has no file {file} in {partName}");
    }

    public void Dispose() => _file.Dispose();

    /// <summary>The part of a name, or null.</summary>
    public ImagePart? Find(string name)
    {
        foreach (ImagePart part in Manifest.Parts)
        {
            if (part.Name == name)
            {
                return part;
            }
        }

        return null;
    }

    private string HashOf(ImagePart part, Action<long> progress, CancellationToken stop)
    {
        byte[] chunk = new byte[ChunkSize];
        ImageHash hash = new();
        for (long at = part.Offset; at < part.End;)
        {
            stop.ThrowIfCancellationRequested();
            int count = Read(chunk.AsSpan(0, (int)Math.Min(ChunkSize, part.End - at)), at);
            if (count == 0)
            {
                return string.Empty;
            }

            hash.Add(chunk.AsSpan(0, count));
            at += count;
            progress(at);
        }

        return Convert.ToHexStringLower(hash.End());
    }
}
