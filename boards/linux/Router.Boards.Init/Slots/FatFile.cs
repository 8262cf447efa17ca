namespace Router.Boards.Init.Slots;

/// <summary>Where the octets of a file lie in its file system, in one piece.</summary>
/// <param name="Offset">Octets from the start of the partition.</param>
/// <param name="Length">Octets of the file.</param>
public readonly record struct FatFile(long Offset, int Length);
