using System;
using System.Globalization;
using System.IO;

namespace Router.Tests.Interop.Support;

/// <summary>A board's disk, by the host's own tools: a GPT whose fourth partition is an empty ext4.</summary>
internal static class BoardDisk
{
    public const string Guid = "3F2504E0-4F89-11D3-9A0C-0305E82C3301";

    private const int SectorSize = 512;
    private const int Start = 4 * 2048;
    private const int Sectors = 8 * 2048;

    /// <summary>The file.</summary>
    public static string Make(Scratch scratch)
    {
        string file = scratch.PathOf("disk");
        using (FileStream disk = File.Create(file))
        {
            disk.SetLength((Start + Sectors + 2048) * (long)SectorSize);
        }

        string table = scratch.PathOf("table");
        File.WriteAllText(table, string.Create(CultureInfo.InvariantCulture,
            $"label: gpt\nlabel-id: {Guid}\n4 : start={Start}, size={Sectors}\n"));
        Run.Try("sh", ["-c", $"sfdisk -q {file} < {table}"], TimeSpan.FromMinutes(1)).Must();
        Run.Try(
            "mke2fs",
            ["-q", "-t", "ext4", "-E", $"offset={Start * SectorSize}", file, $"{Sectors / 2}k"],
            TimeSpan.FromMinutes(1)).Must();
        return file;
    }
}
