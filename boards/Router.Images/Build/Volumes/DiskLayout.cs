using System.Collections.Generic;
using System.Linq;
using System.Text;
using Router.Images.Boards;

namespace Router.Images.Build.Volumes;

/// <summary>A stretch of the image that is a partition.</summary>
/// <param name="Name">As the manifest's part is called.</param>
/// <param name="Number">In the table, from 1: the same on every board.</param>
/// <param name="Offset">Octets from the image's start.</param>
/// <param name="Length">Octets.</param>
/// <param name="Type">As sfdisk takes it.</param>
public sealed record Partition(string Name, int Number, long Offset, long Length, string Type)
{
    public const string Boot = "boot";
    public const string SlotA = "slot-a";
    public const string SlotB = "slot-b";
    public const string Data = "data";
    public const string Core = "core";
}

/// <summary>Where everything lies in an image. Octets 65,536 to 131,071 are the manifest's, in no partition.</summary>
public sealed record DiskLayout
{
    public const int Sector = 512;

    private const long MiB = 1024 * 1024;

    // Behind the manifest's block, up to the first partition that people know of.
    private const long CoreOffset = 128 * 1024;

    private const string Esp = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B";
    private const string BasicData = "EBD0A0A2-B9E5-4433-87C0-68B6B72699C7";
    private const string LinuxData = "0FC63DAF-8483-4772-8E79-3D69D8477DE4";
    private const string BiosBoot = "21686148-6449-6E6F-744E-656564454649";

    /// <summary>In the order of their numbers.</summary>
    public required IReadOnlyList<Partition> Partitions { get; init; }

    public required PartitionTable Table { get; init; }

    /// <summary>Octets of the image.</summary>
    public required long Size { get; init; }

    public Partition this[string name] => Partitions.Single(partition => partition.Name == name);

    public static DiskLayout For(Board board)
    {
        ImageLayout image = board.Image;
        bool isGpt = image.Table == PartitionTable.Gpt;
        List<Partition> partitions = [];
        long at = MiB;
        foreach ((string name, ByteSize size) in new[]
        {
            (Partition.Boot, image.Boot), (Partition.SlotA, image.Slot), (Partition.SlotB, image.Slot),
            (Partition.Data, image.Data),
        })
        {
            string type = (isGpt, name) switch
            {
                (true, Partition.Boot) => Esp,
                (true, Partition.Data) => LinuxData,
                (true, _) => BasicData,
                (false, Partition.Data) => "83",
                _ => FatVolume.BitsFor(size.Octets) == 32 ? "c" : "e",
            };
            partitions.Add(new Partition(name, partitions.Count + 1, at, size.Octets, type));
            at += size.Octets;
        }

        if (board.Boot.Firmware.Contains(PcFirmware.Bios))
        {
            partitions.Add(new Partition(Partition.Core, 5, CoreOffset, MiB - CoreOffset, BiosBoot));
        }

        // Behind the last one a GPT has its copy; an MBR has nothing, and the same size.
        return new DiskLayout { Partitions = partitions, Table = image.Table, Size = at + MiB };
    }

    /// <summary>What sfdisk reads.</summary>
    public string Script(DiskIdentity identity)
    {
        StringBuilder text = new();
        bool isGpt = Table == PartitionTable.Gpt;
        text.Append(isGpt
            ? $"label: gpt\nlabel-id: {identity.Disk}\nfirst-lba: 34\n"
            : $"label: dos\nlabel-id: 0x{identity.Disk}\n");
        text.Append("unit: sectors\n\n");
        foreach (Partition p in Partitions)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{p.Number} : start={p.Offset / Sector}, size={p.Length / Sector}, type={p.Type}");
            text.Append(isGpt ? $", uuid={identity.Of(p.Name)}, name=\"{p.Name}\"\n"
                : p.Name == Partition.Boot ? ", bootable\n" : "\n");
        }

        return text.ToString();
    }
}
