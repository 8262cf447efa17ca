using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>`router flash` on disks of the real kernel: its mounts, its swap, its partitions, its signals.</summary>
public sealed class FlashTests
{
    private const int Block = 1 << 20;
    private const int ImageLength = 6 * Block;
    private const int DiskLength = 16 * Block;
    private const int Refused = 2;

    private readonly Scratch _scratch = new();
    private LoopDevice _disk = null!;
    private byte[] _octets = null!;
    private string _image = null!;

    [OneTimeSetUp]
    public void MakeImage()
    {
        _octets = WithOnePartition(ImageLength);
        _image = _scratch.PathOf("router.img");
        File.WriteAllBytes(_image, _octets);
    }

    [OneTimeTearDown]
    public void RemoveImage() => _scratch.Dispose();

    [SetUp]
    public void MakeDisk() => _disk = new LoopDevice(DiskLength);

    [TearDown]
    public void RemoveDisk() => _disk.Dispose();

    [Test]
    public void What_was_written_is_there_and_the_kernel_was_told()
    {
        ProcessResult result = Flash("-o", "json", "--yes-write", _disk.Name).Must();
        JsonElement answer = JsonDocument.Parse(result.Output).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(answer.GetProperty("result").GetString(), Is.EqualTo("verified"));
            Assert.That(
                answer.GetProperty("sha256").GetString(),
                Is.EqualTo(Run.Must("sha256sum", _image).Split(' ')[0]));
            Assert.That(answer.GetProperty("device").GetProperty("backingFile").GetString(),
                Is.EqualTo(_disk.BackingFile));
            Assert.That(answer.GetProperty("partitionsReread").GetBoolean(), Is.True);
            Assert.That(_disk.Read(0, ImageLength), Is.EqualTo(_octets));
            Assert.That(_disk.Read(DiskLength - Block, Block), Is.All.Zero, "second partition table");
        });
    }

    [Test]
    public void A_disk_that_cannot_be_taken_out_must_be_named()
    {
        AssertRefused(Flash(), $"add --yes-write {_disk.Name}");
        AssertRefused(Flash("--yes-write", _disk.Node), $"is {_disk.Name}");
        AssertUntouched();
    }

    /// <summary>At a terminal, which script(1) gives.</summary>
    [TestCase("yes", Refused)]
    [TestCase(null, 0)]
    public void At_a_terminal_its_name_is_typed(string? typed, int exitCode)
    {
        string command = $"{RouterBoard.Program} flash {_image} --to {_disk.Node}";
        ProcessResult result = Run.Try(
            "sh", ["-c", $"echo {typed ?? _disk.Name} | script --quiet --return --command '{command}' /dev/null"]);
        Assert.That(result.ExitCode, Is.EqualTo(exitCode), result.Both);
        Assert.That(result.Output, Does.Contain("16.8 MB, bus loop").And.Contain($"Type {_disk.Name} to write"));
        if (exitCode == 0)
        {
            Assert.That(result.Output, Does.Contain("Verifying").And.Contain("100 %").And.Contain("MB/s"));
            Assert.That(_disk.Read(0, ImageLength), Is.EqualTo(_octets));
        }
        else
        {
            AssertUntouched();
        }
    }

    [Test]
    public void A_mounted_one_is_refused_whatever_is_typed()
    {
        Run.Must("mkfs.ext4", "-q", _disk.Node);
        string place = Directory.CreateDirectory(_scratch.PathOf("a place")).FullName;
        Run.Must("mount", _disk.Node, place);
        try
        {
            AssertRefused(Flash("--yes-write", _disk.Name), $"{_disk.Name} is mounted at {place}");
            Assert.That(List(), Does.Contain($"is mounted at {place}"));
        }
        finally
        {
            Run.Must("umount", place);
        }

        Run.Must("e2fsck", "-fn", _disk.Node);
    }

    [Test]
    public void Swap_is_refused_whatever_is_typed()
    {
        Run.Must("mkswap", _disk.Node);
        Run.Must("swapon", _disk.Node);
        try
        {
            AssertRefused(Flash("--yes-write", _disk.Name), $"{_disk.Name} is swap");
        }
        finally
        {
            Run.Must("swapoff", _disk.Node);
        }
    }

    [TestCaseSource(nameof(RootDisks))]
    public void The_disk_that_this_machine_runs_from_is_refused(string name)
    {
        ProcessResult result = Run.Try(
            RouterBoard.Program, ["flash", _image, "--to", $"/dev/{name}", "--yes-write", name]);
        Assert.That(result.ExitCode, Is.EqualTo(Refused), result.Both);
        Assert.That(List(), Does.Contain("holds this machine's root file system"));
    }

    // None in a container, whose root is an overlay: the table of verdicts has that case for every machine.
    private static IEnumerable<string> RootDisks()
    {
        string root = $"/sys/dev/block/{Run.Must("findmnt", "--noheadings", "--output", "MAJ:MIN", "/").Trim()}";
        return Directory.Exists(root) ? [Path.GetFileName(Run.Must("readlink", "-f", root).Trim())] : [];
    }

    [Test]
    public void Files_behind_a_loop_device_are_refused()
    {
        AssertRefused(
            Run.Try(RouterBoard.Program, ["flash", _image, "--to", _disk.BackingFile, "--yes-write", "disk"]),
            $"stands behind {_disk.Node}");
        AssertRefused(
            Run.Try(
                RouterBoard.Program,
                ["flash", _disk.BackingFile, "--to", _disk.Node, "--yes-write", _disk.Name]),
            "is the image itself");
        AssertUntouched();
    }

    [Test]
    public void A_read_only_one_is_refused()
    {
        Run.Must("blockdev", "--setro", _disk.Node);
        try
        {
            AssertRefused(Flash("--yes-write", _disk.Name), "read-only");
            AssertUntouched();
        }
        finally
        {
            Run.Must("blockdev", "--setrw", _disk.Node); // it would stay, also for the next file behind this number
        }
    }

    /// <summary>By Ctrl-C, by a service manager, and by force, when nobody can say anything any more.</summary>
    [TestCase(2, 130)]
    [TestCase(15, 143)]
    [TestCase(9, 137)]
    public void Interrupted_it_leaves_nothing_that_starts(int signal, int exitCode)
    {
        const long Length = 512L * Block;
        using LoopDevice disk = new(Length);
        string image = _scratch.PathOf($"long{signal}.img");
        using (FileStream file = File.Create(image))
        {
            file.Write(_octets);
            file.SetLength(Length);
        }

        // A shell starts what it puts aside with interrupts ignored, and that is inherited.
        ProcessStartInfo start = new("env")
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        foreach (string word in (IEnumerable<string>)
        [
            "--default-signal=INT", RouterBoard.Program,
            "flash", image, "--to", disk.Node, "--yes-write", disk.Name, "--progress", "json",
        ])
        {
            start.ArgumentList.Add(word);
        }

        using Process process = Process.Start(start)!;
        string said = string.Empty;
        while (!said.Contains("\"phase\":\"writing\"", StringComparison.Ordinal))
        {
            said += process.StandardError.ReadLine() ?? throw new AssertionException($"it ended early: {said}");
        }

        Run.Must("kill", $"-{signal}", $"{process.Id}");
        said += process.StandardError.ReadToEnd();
        Assert.That(process.WaitForExit(Run.Patience), Is.True, said);
        Assert.Multiple(() =>
        {
            Assert.That(process.ExitCode, Is.EqualTo(exitCode), said);
            Assert.That(disk.Read(0, Block), Is.All.Zero, "first block");
            Assert.That(disk.Read(Length - Block, Block), Is.All.Zero, "last block");
            Assert.That(disk.Read(Block, Block), Is.EqualTo(_octets[Block..(2 * Block)]), "it had begun");
            Assert.That(said, signal == 9 ? Does.Not.Contain("unbootable") : Does.Contain("is unbootable now"));
        });
    }

    private ProcessResult Flash(params string[] more) =>
        Run.Try(RouterBoard.Program, ["flash", _image, "--to", _disk.Node, .. more]);

    private static string List() => Run.Must(RouterBoard.Program, "flash", "--list");

    private static void AssertRefused(ProcessResult result, string reason)
    {
        Assert.That(result.ExitCode, Is.EqualTo(Refused), result.Both);
        Assert.That(result.Error, Does.Contain(reason).And.Contain("nothing was written"));
    }

    private void AssertUntouched()
    {
        Assert.That(_disk.Read(0, 4 * Block), Is.All.EqualTo((byte)0xe5));
        Assert.That(_disk.Read(DiskLength - Block, Block), Is.All.EqualTo((byte)0xe5));
    }

    // An MBR with one partition of 2 MiB at 1 MiB (UEFI 2.10 §5.2.1), and nothing else that means anything.
    private static byte[] WithOnePartition(int length)
    {
        byte[] octets = RandomNumberGenerator.GetBytes(length);
        Span<byte> table = octets.AsSpan(446, 66);
        table.Clear();
        table[4] = 0x83;
        BitConverter.TryWriteBytes(table[8..], Block / 512);
        BitConverter.TryWriteBytes(table[12..], 2 * Block / 512);
        (table[64], table[65]) = (0x55, 0xaa);
        return octets;
    }
}
