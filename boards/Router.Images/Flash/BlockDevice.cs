using System.Collections.Generic;

namespace Router.Images.Flash;

/// <summary>A whole disk, as the kernel describes it.</summary>
public sealed record BlockDevice
{
    public required string Name { get; init; }

    /// <summary>"major:minor".</summary>
    public required string Number { get; init; }

    public required long Size { get; init; }

    public string Model { get; init; } = string.Empty;

    public string Serial { get; init; } = string.Empty;

    public string Bus { get; init; } = string.Empty;

    public bool IsRemovable { get; init; }

    public bool IsReadOnly { get; init; }

    /// <summary>The file behind a loop device.</summary>
    public string? BackingFile { get; init; }

    public IReadOnlyList<Partition> Partitions { get; init; } = [];

    /// <summary>What it is used for, itself or by one of its partitions or by what stands on them.</summary>
    public IReadOnlyList<DeviceUse> Uses { get; init; } = [];

    /// <summary>Why its contents could not be looked at; null if they were.</summary>
    public string? Unreadable { get; init; }

    public string Node => "/dev/" + Name;
}

public sealed record Partition(string Name, string Number, long Start, long Size);
