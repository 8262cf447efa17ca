namespace Router.Images.Flash;

public enum UseKind
{
    Root,
    Mounted,
    Swap,

    /// <summary>Part of something that spans disks or encrypts them: LVM, RAID, LUKS, bcache, ZFS, btrfs.</summary>
    Member,
}

/// <summary>What is used for what: <c>sda2</c> is <c>mounted at /home</c>.</summary>
public sealed record DeviceUse(UseKind Kind, string Name, string What)
{
    public override string ToString() => $"{Name} {What}";
}
