using System;
using System.Collections.Generic;
using System.Text.Json.Serialization;

namespace Router.Images.Boards;

/// <summary>What <c>boards/NAME/board.yaml</c> says: all that is special about one kind of board.</summary>
public sealed record Board
{
    /// <summary>The folder's name.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>For people.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>As Debian calls it.</summary>
    public BoardArchitecture Arch { get; init; }

    /// <summary>What a board of this kind has at least.</summary>
    public ByteSize Memory { get; init; }

    public BoardKernel Kernel { get; init; } = new();

    /// <summary>
    /// Where the kernel and the node's console speak, in the order of <c>console=</c>: the last is <c>/dev/console</c>.
    /// </summary>
    public IReadOnlyList<string> Consoles { get; init; } = [];

    /// <summary>
    /// Modules to load, in order; what they need in turn the kernel package's <c>modules.dep</c> knows. One that is
    /// built in is no mistake.
    /// </summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    public IReadOnlyList<BoardNic> Nics { get; init; } = [];

    /// <summary>Null: nothing resets a board that hangs.</summary>
    public BoardWatchdog? Watchdog { get; init; }

    public BoardBoot Boot { get; init; } = new();

    public ImageLayout Image { get; init; } = new();

    public FlashTarget Flash { get; init; } = new();

    public BoardMachine Qemu { get; init; } = new();
}

/// <summary>Debian's names of architectures.</summary>
public enum BoardArchitecture : byte
{
    [JsonStringEnumMemberName("amd64")]
    Amd64,
    [JsonStringEnumMemberName("arm64")]
    Arm64,
}

/// <summary>The kernel, and what it is told.</summary>
public sealed record BoardKernel
{
    /// <summary>Debian's package, the one that points to the newest: <c>linux-image-arm64</c>.</summary>
    public string Package { get; init; } = string.Empty;

    /// <summary>The device tree below <c>usr/lib/linux-image-VERSION/</c>; null: firmware tells.</summary>
    public string? Dtb { get; init; }

    /// <summary>What the image changes in the device tree, as <c>fdtput</c> does it.</summary>
    public IReadOnlyList<DeviceTreeValue> DeviceTree { get; init; } = [];

    /// <summary>Beside <c>console=</c>.</summary>
    public string Cmdline { get; init; } = string.Empty;
}

/// <summary>An interface as the board's operator sees it, and how the board finds it.</summary>
public sealed record BoardNic
{
    /// <summary>What it is called, whatever the kernel called it.</summary>
    public string Name { get; init; } = string.Empty;

    /// <summary>
    /// One of these drivers, by the name of its module: <c>/sys/class/net/NAME/device/driver/module</c>. The module
    /// genet, for one, calls its driver bcmgenet.
    /// </summary>
    public IReadOnlyList<string> Driver { get; init; } = [];

    /// <summary>Which of the interfaces with such a driver, from 0, sorted by their place on the bus.</summary>
    public int Index { get; init; }

    /// <summary>The device instead, as in <c>/sys/bus/*/devices/</c>: <c>0000:03:00.0</c>, <c>1-1.1:1.0</c>,
    /// <c>spi0.0</c>.</summary>
    public string? Path { get; init; }

    /// <summary>
    /// Driven by the firmware itself over spidev, and <see cref="Driver"/> is its own: the kernel has no interface.
    /// </summary>
    public bool IsSpi => Path is not null && Path.StartsWith("spi", StringComparison.Ordinal);
}

/// <summary>Resets a board whose firmware hangs.</summary>
public sealed record BoardWatchdog
{
    /// <summary>The first of these that finds its hardware.</summary>
    public IReadOnlyList<string> Driver { get; init; } = [];

    /// <summary>Seconds without food.</summary>
    public int Timeout { get; init; } = 15;
}
