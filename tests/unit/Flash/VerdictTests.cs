using System;
using System.Linq;
using NUnit.Framework;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>Which disks may be written, from what a kernel says of them.</summary>
public sealed class VerdictTests
{
    private ScratchMachine _machine = null!;

    [SetUp]
    public void NewMachine() => _machine = new ScratchMachine();

    [TearDown]
    public void Dispose() => _machine.Dispose();

    [TestCase("sdb", ScratchMachine.Usb, true, VerdictKind.Card, "usb")]
    [TestCase("sdb", ScratchMachine.Usb, false, VerdictKind.Card, "usb", TestName = "A USB disk that says fixed")]
    [TestCase("mmcblk0", ScratchMachine.Mmc, false, VerdictKind.Card, "mmc")]
    [TestCase("sda", ScratchMachine.Sata, false, VerdictKind.ByName, "ata")]
    [TestCase("sda", ScratchMachine.Sata, true, VerdictKind.Card, "ata", TestName = "A hot-plug bay")]
    [TestCase("nvme0n1", ScratchMachine.Nvme, false, VerdictKind.ByName, "nvme")]
    [TestCase("loop3", ScratchMachine.Virtual, false, VerdictKind.ByName, "loop")]
    [TestCase("zram0", ScratchMachine.Virtual, false, VerdictKind.Refused, "virtual")]
    [TestCase("dm-0", ScratchMachine.Virtual, false, VerdictKind.Refused, "virtual")]
    [TestCase("md127", ScratchMachine.Virtual, false, VerdictKind.Refused, "virtual")]
    [TestCase("sr0", ScratchMachine.Sata, true, VerdictKind.Refused, "ata")]
    public void An_unused_disk(string name, string where, bool removable, VerdictKind expected, string bus)
    {
        _machine.Disk(name, "8:16", where, removable);
        BlockDevice device = Only();
        Assert.That((Verdict.Of(device).Kind, device.Bus), Is.EqualTo((expected, bus)));
    }

    [Test]
    public void A_card_is_shown_with_what_tells_it_from_others()
    {
        _machine.Disk("sdb", "8:16", ScratchMachine.Usb, removable: true);
        _machine.Write("sys/block/sdb/device/vendor", "SanDisk \n");
        _machine.Write("sys/block/sdb/device/model", "Ultra           \n");
        _machine.Write("sys/devices/pci0000:00/0000:00:14.0/usb1/1-4/serial", "4C530001\n");
        BlockDevice device = Only();
        Assert.That(
            (device.Model, device.Serial, device.Size, device.Number),
            Is.EqualTo(("SanDisk Ultra", "4C530001", (long)ScratchMachine.Size, "8:16")));
    }

    /// <summary>The mount of one partition protects the disk, by number or, as btrfs has none, by name.</summary>
    [TestCase("98 29 8:17 / /media/me/boot rw shared:2 - vfat /dev/sdb1 rw", "sdb1 is mounted at /media/me/boot")]
    [TestCase("98 29 8:17 / / rw shared:2 - ext4 /dev/root rw", "sdb1 holds this machine's root file system")]
    [TestCase("98 29 8:16 / /mnt/a\\040b rw - ext4 /dev/sdb rw", "sdb is mounted at /mnt/a b")]
    [TestCase("98 29 0:45 /@ /srv rw - btrfs /dev/sdb1 rw,subvol=/@", "sdb1 is mounted at /srv")]
    public void A_mounted_one(string line, string reason)
    {
        Card();
        _machine.Mount(line);
        AssertRefused(reason);
    }

    [TestCase("/dev/sdb", "sdb is swap")]
    [TestCase("/dev/sdb1", "sdb1 is swap")]
    public void Swap(string path, string reason)
    {
        Card();
        _machine.Swap(path);
        AssertRefused(reason);
    }

    [Test]
    public void Swap_of_another_disk_is_no_matter()
    {
        Card();
        _machine.Swap("/dev/sdb12");
        Assert.That(Verdict.Of(Only()).Kind, Is.EqualTo(VerdictKind.Card));
    }

    [TestCase("dm-3", "LVM-Wm3xQ7c0", "LVM")]
    [TestCase("dm-3", "CRYPT-LUKS2-3a1f-luks", "encryption")]
    [TestCase("md0", "", "RAID")]
    [TestCase("bcache0", "", "bcache")]
    public void Held_by(string holder, string identifier, string kind)
    {
        Card();
        _machine.Disk(holder, "253:3", ScratchMachine.Virtual);
        _machine.Write($"sys/block/{holder}/dm/uuid", identifier + "\n");
        _machine.Holder("sdb/sdb1", holder);
        AssertRefused($"sdb1 is in use by {holder} ({kind})");
    }

    /// <summary>RAID below LVM below the root: the mount is two floors up.</summary>
    [TestCase("97 1 253:0 / / rw - ext4 /dev/mapper/vg-root rw", "dm-0 holds this machine's root file system")]
    [TestCase("97 1 0:50 / /data rw - btrfs /dev/mapper/vg-root rw", "dm-0 is mounted at /data")]
    public void Mounted_through_holders(string line, string reason)
    {
        Card();
        _machine.Disk("md0", "9:0", ScratchMachine.Virtual);
        _machine.Disk("dm-0", "253:0", ScratchMachine.Virtual);
        _machine.Write("sys/block/dm-0/dm/name", "vg-root\n");
        _machine.Holder("sdb/sdb1", "md0");
        _machine.Holder("md0", "dm-0");
        _machine.Mount(line);
        AssertRefused(reason + " (stands on md0)");
    }

    [Test]
    public void Second_disk_of_a_btrfs()
    {
        Card();
        _machine.Write("sys/fs/btrfs/6d0f/devices/sdb1", string.Empty);
        AssertRefused("sdb1 is part of a mounted btrfs");
    }

    [Test]
    public void Read_only()
    {
        Card();
        _machine.Write("sys/block/sdb/ro", "1\n");
        AssertRefused("read-only");
    }

    [Test]
    public void An_empty_reader()
    {
        _machine.Disk("sdc", "8:32", ScratchMachine.Usb, removable: true, size: 0);
        AssertRefused("no medium", "sdc");
    }

    [Test]
    public void One_that_cannot_be_looked_into()
    {
        Card();
        _machine.Remove("dev/sdb");
        AssertRefused("cannot be looked at");
    }

    [Test]
    public void A_loop_without_a_file_is_not_listed()
    {
        _machine.Disk("loop0", "7:0", ScratchMachine.Virtual, size: 0);
        Assert.That(_machine.Reader.All(), Is.Empty);
    }

    [Test]
    public void A_number_leads_to_the_disk_of_a_partition()
    {
        Card();
        Assert.That(
            (_machine.Reader.Find("8:17")?.Partition?.Name, _machine.Reader.Find("8:16")?.Disk.Name,
                _machine.Reader.Find("8:99")),
            Is.EqualTo(("sdb1", "sdb", ((BlockDevice, Partition?)?)null)));
    }

    private void Card()
    {
        _machine.Disk("sdb", "8:16", ScratchMachine.Usb, removable: true);
        _machine.Partition("sdb", "sdb1", "8:17", 1 << 20, 8 << 20);
    }

    private BlockDevice Only() => _machine.Reader.All().Single();

    private void AssertRefused(string reason, string name = "sdb")
    {
        Verdict verdict = Verdict.Of(_machine.Reader.All().Single(device => device.Name == name));
        Assert.That(verdict.Kind, Is.EqualTo(VerdictKind.Refused));
        Assert.That(
            verdict.Reasons.Any(each => each.Contains(reason, StringComparison.Ordinal)),
            Is.True,
            () => string.Join('\n', verdict.Reasons));
    }
}
