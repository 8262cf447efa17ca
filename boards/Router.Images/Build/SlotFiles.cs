using System.Collections.Generic;
using System.Linq;
using Router.Images.Boards;

namespace Router.Images.Build;

/// <summary>All that boots, as files of this machine: what a slot holds, and what QEMU is given where no image boots.
/// </summary>
/// <param name="Kernel">Its file.</param>
/// <param name="Initramfs">The first root file system.</param>
/// <param name="DeviceTree">As the board's file changes it; null: none.</param>
/// <param name="CommandLine">What the kernel is told.</param>
public sealed record SlotFiles(string Kernel, string Initramfs, string? DeviceTree, string CommandLine)
{
    public const string KernelName = "vmlinuz";
    public const string InitramfsName = "initrd.img";
    public const string DeviceTreeName = "board.dtb";

    // What GRUB's and the Pi's firmware leave a line at: 8 data bits, no parity.
    private const string Speed = ",115200n8";

    /// <summary>The board's command line: consoles, then its own words.</summary>
    public static string CommandLineOf(Board board) => string.Join(' ', CommandLineWords(board));

    private static IEnumerable<string> CommandLineWords(Board board) =>
        board.Consoles.Select(static console => "console=" + console
            + (console.StartsWith("ttyS", System.StringComparison.Ordinal) ? Speed : string.Empty))
            .Append(board.Kernel.Cmdline).Where(static word => word.Length > 0);
}
