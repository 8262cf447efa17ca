using System.Collections.Generic;
using Router.Images.Boards;

namespace Router.Lab.Topology;

/// <summary>The hardware that a node is, emulated by QEMU.</summary>
/// <param name="Board">What <c>boards/NAME/board.yaml</c> says of it.</param>
/// <param name="Boot">How it starts.</param>
/// <param name="Nics">The board's NICs, in the order of the node's ports and then of its pods.</param>
public sealed record LabHardware(Board Board, BootProfile Boot, IReadOnlyList<string> Nics);

/// <summary>The boot profile of a board; every report names it.</summary>
public enum BootProfile : byte
{
    /// <summary>QEMU is given kernel, initramfs and device tree.</summary>
    Fast,

    /// <summary>The flashed image as it is.</summary>
    Full,
}
