using System;
using System.Globalization;
using System.IO;
using System.Threading;
using Router.Hal.Linux;
using Router.Hal.Linux.Machine;
using Router.Wire;

namespace Router.Boards.Init;

/// <summary>The disk that the board started from, and on it what outlives the system: the data partition.</summary>
internal sealed class DataDisk(InitLog log)
{
    /// <summary>Where the data are.</summary>
    public const string Folder = "/data";

    /// <summary>The same on every board.</summary>
    public const int DataPartition = 4;

    private const string Blocks = "/sys/block";

    // Programs and devices have no business there: what the node keeps may come from anywhere.
    private const MountFlags Plain = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecute;

    // A card or a USB disk answers some time after its driver is loaded.
    private static readonly Duration s_latest = Duration.FromSeconds(8);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_goodbye = TimeSpan.FromSeconds(2);

    /// <summary>The disk's name in /sys/block; null while it was not found.</summary>
    public string? Disk { get; private set; }

    /// <summary>The data are there.</summary>
    public bool IsMounted { get; private set; }

    /// <summary>Looks for the disk, waits for it if need be, and mounts its data. A board works without.</summary>
    public void Start(ApplianceFile appliance, MonotonicClock clock)
    {
        if (appliance.Disk is not { } wanted)
        {
            return;
        }

        Instant start = clock.Now;
        string? data = null;
        while (data is null && clock.Now - start < s_latest)
        {
            if (start < clock.Now)
            {
                Thread.Sleep(s_look);
            }

            Disk = Find(wanted);
            data = Disk is null ? null : Partition(DataPartition);
        }

        if (data is null)
        {
            log.Write(Disk is null ? $"no disk {wanted}: the board goes on without its data"
                : $"{Disk}: no partition {DataPartition}: the board goes on without its data");
            return;
        }

        try
        {
            FileSystems.Mount("ext4", data, Folder, Plain);
            IsMounted = true;
            log.Write($"the disk is {Disk}, {data} is on {Folder}");
        }
        catch (IOException e)
        {
            log.Write($"{e.Message}: the board goes on without its data");
        }
    }

    /// <summary>The device of one of its partitions, by the partition's number; null where it has none.</summary>
    public string? Partition(int number) => Partition(Disk!, number);

    /// <summary>The same of any disk, by its name in /sys/block.</summary>
    public static string? Partition(string disk, int number)
    {
        foreach (string folder in Directory.GetDirectories(Path.Combine(Blocks, disk)))
        {
            string name = Path.GetFileName(folder);
            if (File.Exists(folder + "/partition") && File.Exists("/dev/" + name)
                && int.Parse(File.ReadAllText(folder + "/partition"), CultureInfo.InvariantCulture) == number)
            {
                return "/dev/" + name;
            }
        }

        return null;
    }

    /// <summary>Writes all back and lets go. Whoever had files there was killed, but is not gone at once.</summary>
    public void Stop()
    {
        if (!IsMounted)
        {
            return;
        }

        for (long end = Environment.TickCount64 + (long)s_goodbye.TotalMilliseconds; ; Thread.Sleep(s_look))
        {
            ChildProcess.ReapOrphans();
            if (FileSystems.TryUnmount(Folder))
            {
                IsMounted = false;
                log.Write($"{Folder} is unmounted");
                return;
            }

            if (Environment.TickCount64 > end)
            {
                log.Write($"{Folder} is still in use");
                return;
            }
        }
    }

    private static string? Find(DiskId wanted)
    {
        byte[] head = new byte[DiskId.HeadSize];
        foreach (string entry in Directory.GetFileSystemEntries(Blocks))
        {
            string name = Path.GetFileName(entry);
            try
            {
                using FileStream disk = new("/dev/" + name.Replace('!', '/'), FileMode.Open, FileAccess.Read,
                    FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
                int length = disk.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
                if (DiskId.TryRead(head.AsSpan(0, length), out DiskId id) && id == wanted)
                {
                    return name;
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A reader without a card, or one that is going away.
            }
        }

        return null;
    }
}
