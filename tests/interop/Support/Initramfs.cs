using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Text;

namespace Router.Tests.Interop.Support;

/// <summary>The whole disk of a test machine: busybox, a few programs with libraries, modules, scripts.</summary>
internal static class Initramfs
{
    private static readonly string[] s_modules =
        ["virtio_pci", "virtio_net", "veth", "ipip", "dummy"];

    public static void Write(string file, string kernelPackage)
    {
        using FileStream target = File.Create(file);
        using GZipStream packed = new(target, CompressionLevel.Fastest);
        Cpio cpio = new(packed);
        foreach (string folder in new[] { "proc", "sys", "dev", "run", "tmp", "var/run", "etc" })
        {
            cpio.AddFolder(folder);
        }

        // The kernel opens its console before any file system of devices exists.
        cpio.AddDevice("dev/console", 5, 1);
        cpio.AddFile("init", Resource("init"));
        cpio.AddFile("bin/node-up", Resource("node-up"));
        cpio.AddFile("bin/bird-to-tunl0", Resource("bird-to-tunl0"));
        cpio.AddFile("bin/busybox", File.ReadAllBytes(Peers.Tool("busybox", "busybox-static")));
        AddPrograms(cpio);

        StringBuilder order = new();
        foreach ((string name, byte[] image) in new KernelModules(kernelPackage).Closure(s_modules))
        {
            cpio.AddFile($"lib/modules/{name}.ko", image);
            order.Append(name).Append('\n');
        }

        cpio.AddFile("lib/modules/order", Encoding.ASCII.GetBytes(order.ToString()));
        cpio.End();
    }

    private static void AddPrograms(Cpio cpio)
    {
        Dictionary<string, string> programs = new()
        {
            // Debian's busybox as a shell would run its own ip and ping whatever the path says.
            ["bin/sh"] = Peers.Tool("dash", "dash"),
            ["usr/local/bin/ip"] = Peers.Tool("ip", "iproute2"),
            ["usr/local/bin/ping"] = Peers.Tool("ping", "iputils-ping"),
            ["usr/local/bin/iperf3"] = Peers.Tool("iperf3", "iperf3"),
            ["usr/local/bin/bird"] = Peers.File("bird", "usr/sbin/bird"),

            // BIRD 1.6's own client wants readline; the lean one of BIRD 2 speaks the same protocol.
            ["usr/local/bin/birdcl"] = Peers.File("bird2", "usr/sbin/birdcl"),
        };
        foreach ((string path, string file) in programs)
        {
            cpio.AddFile(path, File.ReadAllBytes(file));
        }

        foreach (string library in programs.Values.SelectMany(Libraries).Distinct())
        {
            cpio.AddFile(library, File.ReadAllBytes(library));
        }
    }

    // Lines as "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" and "/lib64/ld-linux-x86-64.so.2 (0x…)".
    private static IEnumerable<string> Libraries(string program) =>
        from line in Run.Must("ldd", program).Split('\n')
        from word in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
        where word.StartsWith('/')
        select word;

    private static byte[] Resource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new FileNotFoundException(name);
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
