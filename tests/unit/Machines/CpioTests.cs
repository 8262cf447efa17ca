using System;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text;
using NUnit.Framework;
using Router.Images.Host;
using Router.Images.Initramfs;

namespace Router.Tests.Machines;

/// <summary>
/// The archive as the kernel's documentation (driver-api/early-userspace/buffer-format.rst) has it, and as busybox
/// reads it.
/// </summary>
[SupportedOSPlatform("linux")]
public sealed class CpioTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("router-cpio-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void A_header_is_the_magic_and_thirteen_fields_of_eight_hexadecimal_digits()
    {
        string archive = Encoding.ASCII.GetString(Archive(static cpio => cpio.AddFile("ab", [1, 2, 3])));

        // c_magic, then c_ino, c_mode (a regular file, 0755), c_uid, c_gid, c_nlink, c_mtime, c_filesize, c_maj, c_min,
        // c_rmaj, c_rmin, c_namesize with the zero, c_chksum; name and content begin at multiples of four.
        Assert.That(archive, Does.StartWith(
            "070701" + "00000001" + "000081ed" + "00000000" + "00000000" + "00000001" + "00000000" + "00000003"
            + "00000000" + "00000000" + "00000000" + "00000000" + "00000003" + "00000000" + "ab\0\0\0\0" + "\x1\x2\x3\0"
            + "070701"));
        Assert.That(archive.TrimEnd('\0'), Does.EndWith("TRAILER!!!"));
        Assert.That(archive.Length % 4, Is.Zero);
    }

    [Test]
    public void Busybox_lists_what_was_put_in_with_the_folders_above_it()
    {
        Assert.That(
            List(static cpio =>
            {
                cpio.AddFile("usr/local/bin/ip", [1]);
                cpio.AddFile("usr/local/bin/router", new byte[5000]);
                cpio.AddLink("/bin/ls", "busybox");
                cpio.AddFolder("run");
            }),
            Is.EqualTo((string[])
            [
                "usr", "usr/local", "usr/local/bin", "usr/local/bin/ip", "usr/local/bin/router", "bin", "bin/ls", "run",
            ]));
    }

    [Test]
    public void Busybox_unpacks_octets_modes_and_links([Values(0, 1, 2, 3, 4, 70_000)] int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(static i => (byte)(i * 7))];
        Busybox("-idm", Archive(cpio =>
        {
            cpio.AddFile("d/first", content);
            cpio.AddLink("d/link", "first");
            cpio.AddFile("last", [9]);
        }));
        string first = Path.Combine(_folder.FullName, "d/first");
        Assert.Multiple(() =>
        {
            Assert.That(File.ReadAllBytes(first), Is.EqualTo(content));
            Assert.That(File.GetUnixFileMode(first), Is.EqualTo((UnixFileMode)0b111_101_101));
            Assert.That(File.ResolveLinkTarget(Path.Combine(_folder.FullName, "d/link"), false)!.Name,
                Is.EqualTo("first"));
            Assert.That(File.ReadAllBytes(Path.Combine(_folder.FullName, "last")), Is.EqualTo(new byte[] { 9 }));
        });
    }

    [Test]
    public void A_device_has_its_two_numbers()
    {
        byte[] archive = Archive(static cpio => cpio.AddDevice("dev/console", 5, 1));
        Assert.That(Busybox("-tv", archive), Does.Match("(?m)^crw------- .* dev/console$"));

        // c_rmajor, c_rminor, c_namesize and c_check, which stand before the name.
        Assert.That(Encoding.ASCII.GetString(archive), Does.Contain(
            "00000005" + "00000001" + "0000000c" + "00000000" + "dev/console\0"));
    }

    private static byte[] Archive(Action<CpioWriter> fill)
    {
        using var archive = new MemoryStream();
        var cpio = new CpioWriter(archive);
        fill(cpio);
        cpio.End();
        return archive.ToArray();
    }

    private string[] List(Action<CpioWriter> fill) =>
        Busybox("-t", Archive(fill)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private string Busybox(string option, byte[] archive)
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllBytes(file, archive);
        try
        {
            var start = new ProcessStartInfo(HostTool.Find("busybox", "busybox-static"), ["cpio", option, "-F", file])
            {
                WorkingDirectory = _folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start)!;
            string output = process.StandardOutput.ReadToEnd();
            string error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.That(process.ExitCode, Is.Zero, error);
            return output;
        }
        finally
        {
            File.Delete(file);
        }
    }
}
