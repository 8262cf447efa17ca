using System.Runtime.InteropServices;

namespace Router.Hal.Linux.Native;

/// <summary>struct statx of linux/stat.h, alike on every architecture, as far as it is used.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    [FieldOffset(28)] internal ushort Mode;
    [FieldOffset(32)] internal ulong Inode;
    [FieldOffset(40)] internal ulong Size;
    [FieldOffset(128)] internal uint NodeMajor;
    [FieldOffset(132)] internal uint NodeMinor;
    [FieldOffset(136)] internal uint HolderMajor;
    [FieldOffset(140)] internal uint HolderMinor;
}
