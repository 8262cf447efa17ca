using System.Collections.Generic;

namespace Router.Slots;

/// <summary>What an image says of itself. Sizes and offsets are octets.</summary>
public sealed record ImageManifest
{
    /// <summary>The board that it is for.</summary>
    public required string Board { get; init; }

    /// <summary>The firmware's version, one line.</summary>
    public required string Version { get; init; }

    /// <summary>When it was built: seconds since 1970.</summary>
    public required long Built { get; init; }

    /// <summary>Of the whole image.</summary>
    public required long Size { get; init; }

    /// <summary>Whose signature it bears.</summary>
    public required VerifyingKey Key { get; init; }

    /// <summary>In the order of the disk: all octets but the manifest's own.</summary>
    public required IReadOnlyList<ImagePart> Parts { get; init; }

    /// <summary>What lies in the file systems of the parts.</summary>
    public IReadOnlyList<ImageFile> Files { get; init; } = [];
}

/// <summary>A stretch of an image.</summary>
/// <param name="Name">As <c>head</c>, <c>boot</c>, <c>slot-a</c>.</param>
/// <param name="Hash">SHA-256, lower-case hexadecimal digits.</param>
public sealed record ImagePart(string Name, long Offset, long Length, string Hash)
{
    public const string SlotA = "slot-a";

    public long End => Offset + Length;
}

/// <summary>A file in the file system of a part.</summary>
/// <param name="Part">The part's name.</param>
/// <param name="Hash">SHA-256, lower-case hexadecimal digits.</param>
public sealed record ImageFile(string Part, string Path, long Length, string Hash);
