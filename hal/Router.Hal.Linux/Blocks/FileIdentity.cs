using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Blocks;

/// <summary>
/// Which file a path or a descriptor means: two names of one file have the same <see cref="Holder"/> and
/// <see cref="Inode"/>, two nodes of one device the same <see cref="Device"/>. Devices are "major:minor", as in sysfs.
/// </summary>
public readonly record struct FileIdentity(FileKind Kind, string Holder, ulong Inode, string Device, long Size)
{
    private const int WorkingDirectory = -100; // AT_FDCWD
    private const int EmptyPath = 0x1000;
    private const uint BasicStats = 0x7ff;
    private const int TypeMask = 0xf000;

    public bool IsSameFileAs(FileIdentity other) => Inode == other.Inode && Holder == other.Holder;

    /// <summary>Follows symbolic links; null if there is nothing of that name.</summary>
    public static unsafe FileIdentity? Of(string path)
    {
        fixed (byte* name = NativeText.Of(path))
        {
            FileStatus status;
            if (Libc.statx(WorkingDirectory, name, 0, BasicStats, &status) == 0)
            {
                return From(status);
            }
        }

        int error = Errno.Last;
        return error is Errno.Enoent or Errno.Enotdir ? null : throw new IOException($"{path}: {Errno.Text(error)}");
    }

    internal static unsafe FileIdentity Of(int descriptor, string path)
    {
        byte none = 0;
        FileStatus status;
        return Libc.statx(descriptor, &none, EmptyPath, BasicStats, &status) == 0
            ? From(status)
            : throw new IOException($"{path}: {Errno.Text(Errno.Last)}");
    }

    private static FileIdentity From(in FileStatus status) => new(
        (status.Mode & TypeMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0x6000 => FileKind.BlockDevice,
            0x2000 => FileKind.CharacterDevice,
            _ => FileKind.Other,
        },
        $"{status.HolderMajor}:{status.HolderMinor}",
        status.Inode,
        $"{status.NodeMajor}:{status.NodeMinor}",
        (long)status.Size);
}
