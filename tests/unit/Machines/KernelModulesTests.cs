using System;
using System.IO;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Images.Host;
using Router.Images.Initramfs;

namespace Router.Tests.Machines;

/// <summary>insmod takes a module only after all that it needs (modinfo's "depends").</summary>
public sealed class KernelModulesTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("router-modules-");

    [TearDown]
    public void RemoveFolder() => _folder.Delete(recursive: true);

    [Test]
    public void What_is_needed_comes_first_and_once()
    {
        Module("net/ipip.ko", "tunnel4,ip_tunnel");
        Module("net/ip_tunnel.ko", "");
        Module("net/tunnel4.ko", "");
        Module("drivers/virtio-net.ko", "net_failover");
        Module("drivers/net_failover.ko", "failover");
        Module("drivers/failover.ko", "");
        Module("drivers/unused.ko", "failover");

        // File names say virtio-net, lists of dependencies virtio_net.
        string[] order = Names("virtio_net", "ipip", "failover");
        Assert.That(order, Is.EquivalentTo(
            (string[])["failover", "net_failover", "virtio_net", "tunnel4", "ip_tunnel", "ipip"]));
        (string Module, string Needed)[] pairs =
        [
            ("net_failover", "failover"), ("virtio_net", "net_failover"), ("ipip", "tunnel4"), ("ipip", "ip_tunnel"),
        ];
        Assert.That(
            pairs.Where(pair => Array.IndexOf(order, pair.Module) < Array.IndexOf(order, pair.Needed)), Is.Empty);
    }

    // ext4 on arm64 cannot be mounted without a crc32c, which no symbol of its asks for.
    [Test]
    public void What_is_asked_for_by_name_comes_first()
    {
        Module("fs/jbd2.ko", "");
        Module("fs/ext4.ko", "jbd2\0softdep=pre: crypto-crc32c post: too-late");
        Module("lib/libcrc32c.ko", "\0softdep=pre: crypto-missing\0softdep=pre: crc32c");
        Module("crypto/crc32c_generic.ko", "");
        Module("too-late.ko", "");
        Assert.That(Names("ext4", "libcrc32c"),
            Is.EqualTo((string[])["jbd2", "crc32c_generic", "ext4", "libcrc32c"]));
    }

    [Test]
    public void What_is_built_in_is_left_out()
    {
        Module("veth.ko", "");
        Assert.That(Names("af_packet", "veth"), Is.EqualTo((string[])["veth"]));
    }

    [Test]
    public void Compressed_modules_are_unpacked()
    {
        Module("veth.ko", "");
        string file = Path.Combine(_folder.FullName, "veth.ko");
        byte[] plain = File.ReadAllBytes(file);
        File.WriteAllBytes(file + ".xz", HostCommand.Octets(HostTool.Find("xz", "xz-utils"), ["-c", file]));
        File.Delete(file);
        Assert.That(new KernelModules(_folder.FullName).Closure(["veth"]).Single().Image, Is.EqualTo(plain));
    }

    private string[] Names(params string[] wanted) =>
        [.. new KernelModules(_folder.FullName).Closure(wanted).Select(static module => module.Name)];

    // As much of a module as is looked at: its .modinfo, strings that end with a zero.
    private void Module(string path, string depends)
    {
        string file = Path.Combine(_folder.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllBytes(file, Encoding.ASCII.GetBytes($"\x7fELF\0license=GPL\0depends={depends}\0intree=Y\0"));
    }
}
