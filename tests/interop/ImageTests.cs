using System;
using System.IO;
using System.Linq;
using System.Text;
using System.Text.Json;
using System.Threading;
using NUnit.Framework;
using Router.Images.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>`router image`: what it builds is reproducible, and nothing of it changes unseen.</summary>
[Parallelizable(ParallelScope.All)]
public sealed class ImageTests
{
    private const string Board = "qemu-x64";

    private static readonly string[] s_regions =
        ["head", "manifest", "core", "boot", "slot-a", "slot-b", "data", "tail"];

    [Test]
    public void Two_builds_of_the_same_inputs_are_the_same_bytes()
    {
        using Scratch scratch = new();
        string second = scratch.PathOf("second.img");
        string first = BuiltImages.Of(Board);

        // File systems note times by two seconds (FAT) and one (ext4).
        Thread.Sleep(TimeSpan.FromSeconds(3));
        BuiltImages.Build(Board, BuiltImages.FolderOf(Board), second).Must();
        Assert.That(Run.Try("cmp", [first, second]).Must().Both, Is.Empty);
    }

    [TestCaseSource(nameof(s_regions))]
    public void A_flipped_byte_is_found(string region)
    {
        using Scratch scratch = new();
        string copy = scratch.PathOf("copy.img");
        Run.Must("cp", "--sparse=always", BuiltImages.Of(Board), copy);
        (long offset, long length) = Where(copy, region);
        foreach (long at in new[] { offset, offset + (length / 3), offset + length - 1 })
        {
            Flip(copy, at);
            ProcessResult result = Verify(copy);
            Assert.That(result.ExitCode, Is.EqualTo(1), $"octet {at}: {result.Both}");
            Assert.That(result.Error, Does.Contain(region == "manifest" ? "manifest" : $": {region} ("));
            Flip(copy, at);
        }

        Verify(copy).Must();
    }

    [Test]
    public void Who_signed_is_said_only_when_a_key_is_given()
    {
        using Scratch scratch = new();
        string image = BuiltImages.Of(Board);
        string own = Path.Combine(BuiltImages.FolderOf(Board), "keys/signing.pub");
        string other = Path.Combine(BuiltImages.CopyExample(Board, scratch.PathOf("other")), "keys/signing.pub");
        Assert.Multiple(() =>
        {
            Assert.That(Verify(image).Must().Output, Does.Contain("Only integrity was checked"));
            Assert.That(Verify(image, "--key", own).Must().Output, Does.Contain("signed by " + Text(own)));
            ProcessResult refused = Verify(image, "--key", other);
            Assert.That(refused.ExitCode, Is.EqualTo(1));
            Assert.That(refused.Error, Does.Contain($"signed by {Text(own)}, not by {Text(other)}"));
            Assert.That(Verify(image, "--key", "nothing").Error, Does.Contain("nothing is no public key"));
        });
    }

    [Test]
    public void No_secret_is_in_the_image()
    {
        string image = BuiltImages.Of(Board);
        byte[] all = File.ReadAllBytes(image);
        byte[] initramfs = Initramfs(image);
        foreach (string name in new[] { "signing.key", "management.token" })
        {
            string file = Path.Combine(BuiltImages.FolderOf(Board), "keys", name);
            string secret = Text(file);
            foreach (byte[] form in new[] { Encoding.ASCII.GetBytes(secret), Convert.FromHexString(secret) })
            {
                Assert.That(all.AsSpan().IndexOf(form), Is.EqualTo(-1), name);
                Assert.That(initramfs.AsSpan().IndexOf(form), Is.EqualTo(-1), name + " in the initramfs");
            }

            Assert.That(Run.Must("stat", "-c", "%a", file).Trim(), Is.EqualTo("600"));
        }

        // What is public is there: the search above would have found the rest.
        string key = Text(Path.Combine(BuiltImages.FolderOf(Board), "keys/signing.pub"));
        Assert.That(initramfs.AsSpan().IndexOf(Encoding.ASCII.GetBytes("update-key=" + key)), Is.GreaterThan(0));
    }

    [Test]
    public void Its_file_systems_are_as_the_tools_that_check_them_want_them()
    {
        using Scratch scratch = new();
        string image = BuiltImages.Of(Board);
        foreach ((string part, string[] check) in new (string, string[])[]
        {
            ("boot", ["fsck.fat", "-n"]), ("slot-a", ["fsck.fat", "-n"]), ("data", ["e2fsck", "-f", "-n"]),
        })
        {
            (long offset, long length) = Where(image, part);
            string file = scratch.PathOf(part);
            Run.Must("dd", "status=none", $"if={image}", $"of={file}", "iflag=skip_bytes,count_bytes", "bs=1M",
                $"skip={offset}", $"count={length}");
            Run.Try(HostTool.Find(check[0], check[0]), [.. check[1..], file]).Must();
        }

        Assert.That(Run.Must(HostTool.Find("sfdisk", "fdisk"), "--verify", image), Does.Contain("No errors detected"));
    }

    [Test]
    public void Mistakes_are_told_with_what_to_do()
    {
        using Scratch scratch = new();
        string plain = scratch.PathOf("plain");
        Run.Must("cp", "-r", Checkout.PathOf($"boards/{Board}/example"), plain);
        Assert.Multiple(() =>
        {
            AssertRefused(plain, Board, $"router image keys {plain}");
            Run.Must(RouterBoard.Program, "image", "keys", plain);
            AssertRefused(plain, "qemu-x46", "no board 'qemu-x46', did you mean 'qemu-x64'?");
            AssertRefused(scratch.Folder, Board, "node.yaml is missing");
            AssertRefused(BuiltImages.CopyExample("zcu102", scratch.PathOf("zcu102")), "zcu102", "not implemented");
            string run = Path.Combine(plain, "node.yaml");
            File.WriteAllText(run, File.ReadAllText(run).Replace("interface: eth1", "interface: eth9"));
            AssertRefused(plain, Board, "port eth1: board qemu-x64 has no NIC 'eth9'; it has eth0, eth1, eth2, eth3");
        });
    }

    private static void AssertRefused(string folder, string board, string message)
    {
        string image = Path.Combine(folder, "out.img");
        ProcessResult result = BuiltImages.Build(board, folder, image);
        Assert.That(result.ExitCode, Is.EqualTo(1), result.Both);
        Assert.That(result.Error, Does.Contain(message));
        Assert.That(Directory.GetFileSystemEntries(folder).Where(static path => path.Contains("out.img")), Is.Empty);
    }

    private static ProcessResult Verify(string image, params string[] more) =>
        Run.Try(RouterBoard.Program, ["image", "verify", image, .. more]);

    private static (long Offset, long Length) Where(string image, string region)
    {
        if (region == "manifest")
        {
            return (65536, 65536);
        }

        using JsonDocument answer = JsonDocument.Parse(
            Run.Must(RouterBoard.Program, "image", "inspect", image, "-o", "json"));
        JsonElement part = answer.RootElement.GetProperty("parts").EnumerateArray()
            .Single(part => part.GetProperty("name").GetString() == region);
        return (part.GetProperty("offset").GetInt64(), part.GetProperty("size").GetInt64());
    }

    private static void Flip(string file, long at)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.ReadWrite);
        stream.Position = at;
        int octet = stream.ReadByte();
        stream.Position = at;
        stream.WriteByte((byte)(octet ^ 0x10));
    }

    private static byte[] Initramfs(string image)
    {
        using Scratch scratch = new();
        string file = scratch.PathOf("initrd.img");
        Run.Must("mcopy", "-n", "-i", $"{image}@@{Where(image, "slot-a").Offset}", "::/initrd.img", file);
        return HostCommand.Octets(HostTool.Find("zstd", "zstd"), ["-dc", file]);
    }

    private static string Text(string file) => File.ReadAllText(file).Trim();
}
