namespace Router.Hal.Linux.Blocks;

public enum FileKind
{
    Other,
    Regular,
    Directory,
    BlockDevice,
    CharacterDevice,
}
