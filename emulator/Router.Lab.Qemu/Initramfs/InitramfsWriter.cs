using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Reflection;
using System.Text;
using Router.Images.Host;
using Router.Images.Initramfs;

namespace Router.Lab.Qemu.Initramfs;

/// <summary>
/// The whole disk of a machine, in one file: busybox, programs with their libraries, modules of the kernel, and the
/// script that loads them and then runs what comes over the second serial line (init.sh).
/// </summary>
public static class InitramfsWriter
{
    /// <summary>The script that the kernel starts.</summary>
    public static byte[] Init { get; } = ReadInit();

    /// <param name="file">Is written anew.</param>
    /// <param name="kernelPackage">Folder of the kernel's package.</param>
    /// <param name="modules">To be loaded at the start, with all that they need. What is built in is left out.</param>
    /// <param name="programs">Where each goes, and its file on this machine; libraries come along.</param>
    /// <param name="scripts">Where each goes, and its text.</param>
    public static void Write(
        string file,
        string kernelPackage,
        IReadOnlyList<string> modules,
        IReadOnlyDictionary<string, string> programs,
        IReadOnlyDictionary<string, byte[]> scripts)
    {
        using FileStream target = File.Create(file);
        using GZipStream packed = new(target, CompressionLevel.Fastest);
        CpioWriter cpio = new(packed);
        foreach (string folder in new[] { "proc", "sys", "dev", "run", "tmp", "var/run", "etc" })
        {
            cpio.AddFolder(folder);
        }

        // The kernel opens its console before any file system of devices exists.
        cpio.AddDevice("dev/console", 5, 1);
        cpio.AddFile("init", Init);
        foreach ((string path, byte[] text) in scripts)
        {
            cpio.AddFile(path, text);
        }

        AddPrograms(cpio, programs);
        AddModules(cpio, kernelPackage, modules);
        cpio.End();
    }

    private static void AddPrograms(CpioWriter cpio, IReadOnlyDictionary<string, string> programs)
    {
        cpio.AddFile("bin/busybox", File.ReadAllBytes(HostTool.Find("busybox", "busybox-static")));

        // Debian's busybox as a shell would run its own ip and ping whatever the path says.
        cpio.AddFile("bin/sh", File.ReadAllBytes(HostTool.Find("dash", "dash")));
        foreach ((string path, string program) in programs)
        {
            cpio.AddFile(path, File.ReadAllBytes(program));
        }

        IEnumerable<string> all = programs.Values.Append(HostTool.Find("dash", "dash"));
        foreach (string library in all.SelectMany(Libraries).Distinct())
        {
            cpio.AddFile(library, File.ReadAllBytes(library));
        }
    }

    private static void AddModules(CpioWriter cpio, string kernelPackage, IReadOnlyList<string> modules)
    {
        StringBuilder order = new();
        foreach ((string name, byte[] image) in new KernelModules(kernelPackage).Closure(modules))
        {
            cpio.AddFile($"lib/modules/{name}.ko", image);
            order.Append(name).Append('\n');
        }

        cpio.AddFile("lib/modules/order", Encoding.ASCII.GetBytes(order.ToString()));
    }

    // Lines as "libc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x…)" and "/lib64/ld-linux-x86-64.so.2 (0x…)".
    private static IEnumerable<string> Libraries(string program) =>
        from line in HostCommand.Must("ldd", [program]).Split('\n')
        from word in line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)
        where word.StartsWith('/')
        select word;

    private static byte[] ReadInit()
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("init")
            ?? throw new FileNotFoundException("init");
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
