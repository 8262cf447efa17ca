using System.IO;
using Router.Hal.Linux.Blocks;

namespace Router.Images.Flash;

/// <summary>What <c>--to</c> means: a disk that may be written, or a file that stands for one.</summary>
public sealed record FlashTarget
{
    public required string Path { get; init; }

    /// <summary>What has to be typed before it is written.</summary>
    public required string Name { get; init; }

    public required VerdictKind Verdict { get; init; }

    /// <summary>Null for a file.</summary>
    public BlockDevice? Device { get; init; }

    /// <summary>How many bytes there are; null for a file that grows to what the image needs.</summary>
    public long? Size { get; init; }

    /// <summary>A file of another kind than an image is overwritten only by who types its name.</summary>
    public bool NeedsNoWord { get; init; }

    public static FlashTarget Choose(string path, FileIdentity image, DeviceReader reader)
    {
        FileIdentity? identity = FileIdentity.Of(path);
        return identity switch
        {
            { Kind: FileKind.BlockDevice } device => TargetRules.Device(path, device, image, reader),
            { Kind: FileKind.Regular } file => TargetRules.File(path, file, image, reader),
            null => TargetRules.Missing(path, reader),
            { Kind: var kind } => throw new FlashRefusedException(
                $"{path} is a {Word(kind)}: neither a disk nor a file that could stand for one"),
        };
    }

    /// <summary>Opens it, sure that it is still what was judged.</summary>
    public BlockFile Open(long imageLength)
    {
        if (Device is null)
        {
            BlockFile file = File.Exists(Path) ? BlockFile.OpenFile(Path) : BlockFile.CreateFile(Path);
            try
            {
                if (file.Identity.Kind != FileKind.Regular || (Size is { } size && size != file.Length))
                {
                    throw Changed();
                }

                if (file.Length == 0)
                {
                    file.Resize(imageLength);
                }
            }
            catch
            {
                file.Dispose();
                throw;
            }

            return file;
        }

        BlockFile disk = BlockFile.OpenDevice(Path);
        if (disk.Identity.Device != Device.Number || disk.Length != Device.Size)
        {
            disk.Dispose();
            throw Changed();
        }

        return disk;
    }

    private FlashRefusedException Changed() => new($"{Path} has become another one meanwhile: look again");

    private static string Word(FileKind kind) => kind switch
    {
        FileKind.Directory => "folder",
        FileKind.CharacterDevice => "character device",
        _ => "pipe or socket",
    };
}
