using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Compression;
using System.Text;
using Router.Images.Host;
using Router.Images.Initramfs;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;

namespace Router.Tests.Interop.Support;

/// <summary>
/// The firmware as the first process of a QEMU machine, nothing beside it; its NIC's other end is an interface of a
/// namespace.
/// </summary>
internal sealed class BootedBoard : IDisposable
{
    public const string Card = "board0";

    private readonly Scratch _scratch = new();
    private readonly BoardMachine _machine;

    /// <param name="place">Gets the other end of the cable.</param>
    /// <param name="node">The run file; cluster.yaml lies beside it.</param>
    /// <param name="disk">The file of its disk; null: none.</param>
    /// <param name="appliance">Lines of its appliance file besides board and modules.</param>
    public BootedBoard(NetNamespace place, string node, string? disk, params string[] appliance)
    {
        try
        {
            Run.Try(Checkout.PathOf("eng/build-firmware"), [], TimeSpan.FromMinutes(15)).Must();
            place.Ip("tuntap", "add", "dev", Card, "mode", "tap");
            place.Ip("link", "set", Card, "up");
            string package = DebianPackages.Folder(MachineOptions.KernelPackage);
            WriteInitramfs(package, node, appliance);
            _machine = new BoardMachine(new MachineOptions
            {
                Folder = _scratch.Folder,
                Kernel = MachineOptions.KernelIn(package),
                Initramfs = _scratch.PathOf("initrd"),
                MemoryMiB = 128,
                Disk = disk,
                Cards = [new TapCard(Card, "52:54:00:12:34:02")],
                Launcher = ["ip", "netns", "exec", place.Name],
            });
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    public BoardMachine Machine => _machine;

    public string Log => _machine.Log;

    public bool Said(string text) => Log.Contains(text, StringComparison.Ordinal);

    public void WaitFor(string text) => Eventually.Holds(
        $"the console shows '{text}'", () => Said(text), TimeSpan.FromSeconds(90), () => Log);

    public void Dispose()
    {
        _machine.Dispose();
        _scratch.Dispose();
    }

    private void WriteInitramfs(string kernelPackage, string node, string[] appliance)
    {
        using FileStream file = File.Create(_scratch.PathOf("initrd"));
        using GZipStream packed = new(file, CompressionLevel.Fastest);
        CpioWriter cpio = new(packed);
        foreach (string folder in new[] { "proc", "sys", "dev", "run", "tmp" })
        {
            cpio.AddFolder(folder);
        }

        cpio.AddDevice("dev/console", 5, 1);
        cpio.AddFile("init", File.ReadAllBytes(Checkout.PathOf(".build/firmware/linux-x64/router-firmware")));
        List<string> modules = [];
        foreach ((string name, byte[] image) in
            new KernelModules(kernelPackage).Closure(["virtio_pci", "virtio_net", "virtio_blk", "ext4", "softdog"]))
        {
            cpio.AddFile($"lib/modules/{name}.ko", image);
            modules.Add(name);
        }

        string[] lines =
            ["board=qemu-x64", "nics=wan0=virtio_net:0", "modules=" + string.Join(' ', modules), .. appliance];
        cpio.AddFile("etc/router/appliance", Text(string.Join('\n', lines) + "\n"));
        using Scratch files = new();
        RouterBoard.WriteFiles(files, Cluster.Node01, "classic", pod: false, "/run/router/node02.sock");
        cpio.AddFile("etc/router/cluster.yaml", File.ReadAllBytes(files.PathOf("cluster.yaml")));
        string run = node.Length > 0 ? node : File.ReadAllText(files.PathOf("run.yaml"))
            .Replace("interface: fw0", "interface: wan0", StringComparison.Ordinal);
        cpio.AddFile("etc/router/node.yaml", Text(run));
        cpio.End();
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);
}
