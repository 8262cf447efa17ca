using System;
using System.IO;
using System.Linq;
using NUnit.Framework;

namespace Router.Tests.Flash;

/// <summary>The command on files that stand for cards, and on what is neither disk nor file.</summary>
public sealed class FileTargetTests
{
    private const int Refused = 2;

    private Cli.Cli _cli = null!;
    private string _image = null!;
    private byte[] _octets = null!;

    [SetUp]
    public void NewFolder()
    {
        _cli = new Cli.Cli();
        _octets = Pictures.Of((3 << 20) + 512, 7);
        (_octets[510], _octets[511]) = (0x55, 0xaa);
        _image = Write("router.img", _octets);
    }

    [TearDown]
    public void Dispose() => _cli.Dispose();

    [Test]
    public void A_new_file_is_made()
    {
        (int exitCode, string output, string error) = _cli.Run("flash", _image, "--to", PathOf("card.img"));
        Assert.That(exitCode, Is.Zero, error);
        Assert.That(output, Does.Contain("read back and compared"));
        Assert.That(File.ReadAllBytes(PathOf("card.img")), Is.EqualTo(_octets));
    }

    [Test]
    public void A_file_of_the_size_of_a_card_keeps_its_size()
    {
        string card = Write("card.img", Pictures.Of(6 << 20, 8));
        (int exitCode, _, string error) = _cli.Run("flash", _image, "--to", card);
        Assert.That(exitCode, Is.Zero, error);
        byte[] written = File.ReadAllBytes(card);
        Assert.That(written, Has.Length.EqualTo(6 << 20));
        Assert.That(written.AsSpan(0, _octets.Length).SequenceEqual(_octets), Is.True);
    }

    [Test]
    public void A_file_that_is_no_image_is_overwritten_by_name_only()
    {
        byte[] thesis = Pictures.Of(5 << 20, 9);
        string file = Write("thesis.doc", thesis);
        AssertRefused("--yes-write thesis.doc", "flash", _image, "--to", file);
        AssertRefused("says 'thesis'", "flash", _image, "--to", file, "--yes-write", "thesis");
        Assert.That(File.ReadAllBytes(file), Is.EqualTo(thesis));
        Assert.That(_cli.Run("flash", _image, "--to", file, "--yes-write", "thesis.doc").ExitCode, Is.Zero);
    }

    [Test]
    public void The_image_itself_by_another_name()
    {
        File.CreateSymbolicLink(PathOf("link.img"), _image);
        AssertRefused("is the image itself", "flash", _image, "--to", PathOf("link.img"));
        Assert.That(File.ReadAllBytes(_image), Is.EqualTo(_octets));
    }

    [TestCase("/dev/null", "character device")]
    [TestCase("/tmp", "folder")]
    [TestCase("/dev/sdzz", "--list")]
    [TestCase("nothing.bin", ".img")]
    [TestCase("/nowhere/card.img", "no folder /nowhere")]
    public void What_is_neither_disk_nor_file(string target, string reason) =>
        AssertRefused(reason, "flash", _image, "--to", target);

    [Test]
    public void A_small_card()
    {
        string card = Write("card.img", new byte[3 << 20]);
        AssertRefused("only 3.1 MB", "flash", _image, "--to", card);
    }

    [TestCase(new byte[] { 0x1f, 0x8b, 8, 0, 0, 0 }, "gunzip")]
    [TestCase(new byte[] { 0xfd, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0 }, "unxz")]
    [TestCase(new byte[0], "empty")]
    [TestCase(new byte[] { 1, 2, 3 }, "no multiple of 512")]
    public void What_is_no_raw_image(byte[] octets, string reason) =>
        AssertRefused(reason, "flash", Write("odd.img", octets), "--to", PathOf("card.img"));

    [Test]
    public void An_image_that_is_not_there() =>
        AssertRefused("no such image", "flash", PathOf("missing.img"), "--to", PathOf("card.img"));

    /// <summary>Nobody chooses a disk: the list, and exit code 2.</summary>
    [Test]
    public void Without_a_disk_it_lists_them()
    {
        (int exitCode, string output, string error) = _cli.Run("flash", _image);
        Assert.That(exitCode, Is.EqualTo(Refused));
        Assert.That(output, Does.StartWith("DISK"));
        Assert.That(error, Does.Contain("none is chosen for you"));
    }

    [Test]
    public void The_list_has_every_disk_of_the_kernel_that_has_a_size()
    {
        string[] disks =
        [
            .. Directory.GetFileSystemEntries("/sys/block").Select(path => Path.GetFileName(path))
                .Where(name => !name.StartsWith("loop", StringComparison.Ordinal)) // other tests come and go there
                .Where(name => File.ReadAllText($"/sys/block/{name}/size").Trim() != "0"),
        ];
        (int exitCode, string output, _) = _cli.Run("flash", "--list");
        Assert.That(exitCode, Is.Zero);
        Assert.That(
            output.Split('\n').Where(line => line.StartsWith("/dev/", StringComparison.Ordinal))
                .Select(line => line.Split(' ')[0]["/dev/".Length..]),
            Is.SupersetOf(disks));
    }

    private void AssertRefused(string reason, params string[] arguments)
    {
        (int exitCode, string output, string error) = _cli.Run(arguments);
        Assert.That(exitCode, Is.EqualTo(Refused), output + error);
        Assert.That(error, Does.Contain(reason).And.Contain("nothing was written"));
        Assert.That(File.Exists(PathOf("card.img")) && new FileInfo(PathOf("card.img")).Length == 0, Is.False);
    }

    private string PathOf(string name) => Path.Combine(_cli.Folder, name);

    private string Write(string name, byte[] octets)
    {
        File.WriteAllBytes(PathOf(name), octets);
        return PathOf(name);
    }
}
