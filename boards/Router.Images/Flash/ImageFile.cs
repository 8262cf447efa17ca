using System;
using System.IO;
using Router.Hal.Linux.Blocks;

namespace Router.Images.Flash;

/// <summary>The image to be written: a plain file, uncompressed.</summary>
public sealed class ImageFile : IDisposable
{
    private const int LongestMagic = 6;

    private ImageFile(string path, FileIdentity identity, FileStream stream)
    {
        Path = path;
        Identity = identity;
        Stream = stream;
    }

    public string Path { get; }

    public FileIdentity Identity { get; }

    public FileStream Stream { get; }

    public static ImageFile Open(string path)
    {
        FileIdentity identity = FileIdentity.Of(path)
            ?? throw new FlashRefusedException($"{path}: there is no such image");
        if (identity.Kind != FileKind.Regular)
        {
            throw new FlashRefusedException(identity.Kind == FileKind.BlockDevice
                ? $"{path} is a disk, not an image: the image comes first, the disk after --to"
                : $"{path} is not a file with an image");
        }

        try
        {
            ImageFile image = new(path, identity, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read));
            image.RefuseCompressed();
            return image;
        }
        catch (UnauthorizedAccessException)
        {
            throw new FlashRefusedException($"{path} may not be read by this user");
        }
    }

    /// <summary>The boot signature at the end of the first sector, which MBR and protective MBR have.</summary>
    public bool HasPartitionTable()
    {
        byte[] sector = new byte[FlashPlan.Sector];
        Stream.Position = 0;
        return Stream.ReadAtLeast(sector, sector.Length, throwOnEndOfStream: false) == sector.Length
            && sector[510] == 0x55 && sector[511] == 0xaa;
    }

    public void Dispose() => Stream.Dispose();

    private void RefuseCompressed()
    {
        byte[] start = new byte[LongestMagic];
        int got = Stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        string? command = start.AsSpan(0, got) switch
        {
            [0x1f, 0x8b, ..] => "gunzip --keep",
            [0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0, ..] => "unxz --keep",
            [0x28, 0xb5, 0x2f, 0xfd, ..] => "unzstd",
            [(byte)'B', (byte)'Z', (byte)'h', ..] => "bunzip2 --keep",
            [(byte)'P', (byte)'K', 3, 4, ..] => "unzip",
            _ => null,
        };
        if (command is not null)
        {
            Dispose();
            throw new FlashRefusedException(
                $"{Path} is compressed, and this writes raw images: unpack it first with {command} {Path}");
        }
    }
}
