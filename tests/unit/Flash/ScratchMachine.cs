using System;
using System.IO;
using System.Text;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>
/// A machine as its kernel describes it: /sys, /proc and /dev as files in a scratch folder, in the shape that real
/// ones have (paths taken from a laptop with a USB reader, a Raspberry Pi and a server with LVM).
/// </summary>
internal sealed class ScratchMachine : IDisposable
{
    internal const string Usb = "pci0000:00/0000:00:14.0/usb1/1-4/1-4:1.0/host6/target6:0:0/6:0:0:0/block";
    internal const string Sata = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block";
    internal const string Mmc = "platform/soc/fe340000.mmc/mmc_host/mmc0/mmc0:aaaa/block";
    internal const string Nvme = "pci0000:00/0000:00:1d.0/0000:03:00.0/nvme/nvme0";
    internal const string Virtual = "virtual/block";

    internal const int Size = 16 << 20;

    private readonly string _root = Directory.CreateTempSubdirectory("flash-").FullName;

    internal ScratchMachine()
    {
        Directory.CreateDirectory(PathOf("sys/block"));
        Directory.CreateDirectory(PathOf("dev"));
        Write(
            "proc/self/mountinfo",
            "22 27 0:21 / /proc rw,relatime - proc proc rw\n"
            + "29 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme9n1p2 rw,errors=remount-ro\n");
        Write("proc/swaps", "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n");
    }

    internal DeviceReader Reader => new(_root);

    /// <summary>A disk of 16 MiB; <paramref name="where"/> is below /sys/devices.</summary>
    internal void Disk(string name, string number, string where, bool removable = false, int size = Size)
    {
        string folder = $"sys/devices/{where}/{name}";
        Directory.CreateDirectory(PathOf(folder));
        File.CreateSymbolicLink(PathOf("sys/block/" + name), "../devices/" + where + "/" + name);
        Write(folder + "/dev", number + "\n");
        Write(folder + "/size", $"{size / 512}\n");
        Write(folder + "/ro", "0\n");
        Write(folder + "/removable", removable ? "1\n" : "0\n");
        Directory.CreateDirectory(PathOf(folder + "/holders"));
        using FileStream node = File.Create(PathOf("dev/" + name));
        node.SetLength(size);
    }

    internal void Partition(string disk, string name, string number, int start, int size)
    {
        string folder = $"sys/block/{disk}/{name}";
        Write(folder + "/partition", "1\n");
        Write(folder + "/dev", number + "\n");
        Write(folder + "/start", $"{start / 512}\n");
        Write(folder + "/size", $"{size / 512}\n");
        Directory.CreateDirectory(PathOf(folder + "/holders"));
    }

    /// <summary>Something that stands on a disk or a partition, given by its folder below /sys/block.</summary>
    internal void Holder(string below, string holder) =>
        Directory.CreateDirectory(PathOf($"sys/block/{below}/holders/{holder}"));

    internal void Mount(string line) => Append("proc/self/mountinfo", line);

    internal void Swap(string path) => Append("proc/swaps", path + "\tpartition\t1048572\t0\t-2");

    internal void Write(string path, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
        File.WriteAllText(PathOf(path), text);
    }

    /// <summary>Bytes on the disk itself.</summary>
    internal void Poke(string disk, long offset, params ReadOnlySpan<byte> octets)
    {
        using FileStream node = File.OpenWrite(PathOf("dev/" + disk));
        node.Position = offset;
        node.Write(octets);
    }

    internal void Remove(string path) => File.Delete(PathOf(path));

    internal string PathOf(string path) => Path.Combine(_root, path);

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private void Append(string path, string line) =>
        File.AppendAllText(PathOf(path), line + "\n", Encoding.UTF8);
}
