using System;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using Router.Boards.Init;
using Router.Boards.Init.Slots;
using Router.Slots;

namespace Router.Tests.Machines;

/// <summary>The state of the slots, kept in file systems that mkfs.fat and mtools made and read again.</summary>
[SupportedOSPlatform("linux")]
public sealed class SlotStoreTests
{
    private const string AutoBootText = "[all]\ntryboot_a_b=1\nboot_partition=2\n[tryboot]\nboot_partition=3\n";

    [TestCase(12, 1)]
    [TestCase(12, 4)]
    [TestCase(16, 1)]
    [TestCase(16, 4)]
    [TestCase(32, 1)]
    [TestCase(32, 8)]
    public void What_is_written_is_what_mtools_reads_and_nothing_else_changes(int bits, int clusterSectors)
    {
        using BootPartition fat = new(bits, clusterSectors);
        byte[] other = [.. Enumerable.Range(0, 5000).Select(static i => (byte)i)];
        fat.Put("before.txt", other);
        fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh));
        fat.Put("after.txt", other);
        byte[] before = File.ReadAllBytes(fat.Path);
        SlotStore store = new(fat.Path, BootChain.Grub);
        Assert.That(store.Read(), Is.EqualTo(SlotState.Fresh));

        SlotState next = store.Change(static state => state.BeginTrial(Slot.B));
        Assert.That(next, Is.EqualTo(SlotState.Fresh.BeginTrial(Slot.B)));
        Assert.That(fat.Get("slots.env"), Is.EqualTo(SlotBlock.Write(next)));
        byte[] after = File.ReadAllBytes(fat.Path);
        int[] sectors = [.. Enumerable.Range(0, before.Length / 512).Where(i =>
            !before.AsSpan(i * 512, 512).SequenceEqual(after.AsSpan(i * 512, 512)))];
        Assert.That(sectors, Has.Length.EqualTo(1), "one sector, so no power cut can tear it");
        fat.Check();
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void A_file_of_a_full_root_folder_is_found_behind_deleted_ones(int bits)
    {
        using BootPartition fat = new(bits, 1);
        for (int i = 0; i < 40; i++)
        {
            fat.Put($"a long name of a file {i}", [1]);
        }

        fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh.Keep(Slot.B)));
        fat.Delete("a long name of a file 7");
        Assert.That(new SlotStore(fat.Path, BootChain.Grub).Read().Active, Is.EqualTo(Slot.B));
    }

    [TestCase(12)]
    [TestCase(16)]
    [TestCase(32)]
    public void A_file_in_pieces_is_refused(int bits)
    {
        using BootPartition fat = new(bits, 1);
        File.WriteAllBytes(fat.Path, Fragmented(fat, bits));
        IOException? e = Assert.Throws<IOException>(() => new SlotStore(fat.Path, BootChain.Grub).Read());
        Assert.That(e!.Message, Does.Contain("slots.env is in pieces"));
    }

    [Test]
    public void What_is_no_file_system_or_has_no_such_file_is_refused()
    {
        using BootPartition fat = new(16, 1);
        Assert.That(Error(fat), Does.Contain("there is no file slots.env in the root folder"));
        fat.Put("slots.env", []);
        Assert.That(Error(fat), Does.Contain("slots.env is empty"));
        fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh)[..512]);
        Assert.That(Error(fat), Does.Contain("not the state of slots"));
        fat.Put("slots.env", new byte[1024]);
        Assert.That(Error(fat), Does.Contain("not the state of slots"));
        File.WriteAllBytes(fat.Path, new byte[100_000]);
        Assert.That(Error(fat), Does.Contain("there is no FAT file system"));
        File.WriteAllBytes(fat.Path, [1, 2, 3]);
        Assert.That(Error(fat), Does.Contain("the file system is cut off"));
    }

    [Test]
    public void On_a_raspberry_pi_both_files_follow_the_active_slot()
    {
        using BootPartition fat = new(16, 4);
        fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh.BeginTrial(Slot.B)));
        fat.Put("autoboot.txt", Encoding.ASCII.GetBytes(AutoBootText));
        SlotStore store = new(fat.Path, BootChain.RaspberryPi);
        Assert.That(store.ReadFirmwareChoice(), Is.EqualTo(Slot.A));
        store.Change(static state => state.Keep(Slot.B));
        Assert.That(Encoding.ASCII.GetString(fat.Get("autoboot.txt")),
            Is.EqualTo("[all]\ntryboot_a_b=1\nboot_partition=3\n[tryboot]\nboot_partition=2\n"));
        Assert.That((store.ReadFirmwareChoice(), store.Read().Active), Is.EqualTo((Slot.B, Slot.B)));
        store.Change(static state => state.GiveUp(Slot.B));
        Assert.That(Encoding.ASCII.GetString(fat.Get("autoboot.txt")), Is.EqualTo(AutoBootText));
    }

    [TestCase("[all]\nboot_partition=2\n")]
    [TestCase("[all]\nboot_partition=2\n[tryboot]\nboot_partition=2\n")]
    [TestCase("[all]\nboot_partition=12\n[tryboot]\nboot_partition=3\n")]
    [TestCase("")]
    public void An_autoboot_file_that_does_not_name_both_slots_is_refused(string text) =>
        Assert.That(AutoBoot.TryRead(Encoding.ASCII.GetBytes(text), out _), Is.False);

    // By hand, as no tool makes pieces when asked: the second of slots.env's two clusters moves one further.
    private static byte[] Fragmented(BootPartition fat, int bits)
    {
        fat.Put("slots.env", SlotBlock.Write(SlotState.Fresh));
        byte[] octets = File.ReadAllBytes(fat.Path);
        int fatAt = BitConverter.ToUInt16(octets, 14) * 512;

        // A chain of two: n -> n + 1 -> end.
        for (uint n = 2; ; n++)
        {
            if (Entry(octets, fatAt, bits, n) == n + 1)
            {
                Set(octets, fatAt, bits, n, n + 2);
                return octets;
            }
        }
    }

    private static uint Entry(byte[] octets, int fat, int bits, uint n) => bits switch
    {
        12 => (uint)((BitConverter.ToUInt16(octets, (int)(fat + n + (n / 2))) >> (n % 2 == 0 ? 0 : 4)) & 0xfff),
        16 => BitConverter.ToUInt16(octets, (int)(fat + (2 * n))),
        _ => BitConverter.ToUInt32(octets, (int)(fat + (4 * n))),
    };

    private static void Set(byte[] octets, int fat, int bits, uint n, uint next)
    {
        int at = (int)(bits == 12 ? fat + n + (n / 2) : fat + (n * bits / 8));
        ushort pair = BitConverter.ToUInt16(octets, at);
        uint changed = bits != 12 ? next : n % 2 == 0 ? (pair & 0xf000u) | next : (pair & 0xfu) | (next << 4);
        BitConverter.TryWriteBytes(octets.AsSpan(at), (ushort)changed);
    }

    private static string Error(BootPartition fat) =>
        Assert.Throws<IOException>(() => new SlotStore(fat.Path, BootChain.Grub).Read())!.Message;
}
