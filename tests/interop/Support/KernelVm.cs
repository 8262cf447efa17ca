using System;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Machines;

namespace Router.Tests.Interop.Support;

/// <summary>A QEMU machine that runs Debian's cloud kernel from memory, with one NIC on a TAP.</summary>
internal sealed class KernelVm : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly GuestMachine _machine;

    /// <summary>Boots; the TAP is made in <paramref name="place"/> and left for the caller to plug.</summary>
    public KernelVm(NetNamespace place, string tap, string mac)
    {
        try
        {
            ProcessResult add = Run.Try("ip", ["-n", place.Name, "tuntap", "add", "dev", tap, "mode", "tap"]);
            Assert.That(
                add.ExitCode, Is.Zero, $"{add.Both}A TAP needs /dev/net/tun writable (chmod 666, as udev sets it)");
            place.Ip("link", "set", tap, "up");
            string package = DebianPackages.Folder(MachineOptions.KernelPackage);
            Initramfs.Write(_scratch.PathOf("initrd"), package);
            _machine = new GuestMachine(new MachineOptions
            {
                Folder = _scratch.Folder,
                Kernel = MachineOptions.KernelIn(package),
                Initramfs = _scratch.PathOf("initrd"),
                Cards = [new TapCard(tap, mac)],
                Launcher = ["ip", "netns", "exec", place.Name],
            });
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    /// <summary>From the start of QEMU to the first answer of its shell.</summary>
    public TimeSpan BootTime => _machine.BootTime;

    /// <summary>Runs one shell command line inside and waits for its end.</summary>
    public ProcessResult Try(string command, int seconds = 60)
    {
        GuestResult result = _machine.Run(command, seconds);
        return new ProcessResult(result.Command, result.ExitCode, result.Output, string.Empty);
    }

    public string Must(string command, int seconds = 60) => Try(command, seconds).Must().Output;

    /// <summary>Writes a file inside.</summary>
    public void Write(string path, string text) => _machine.Write(path, text);

    public void Dispose()
    {
        _machine.Dispose();
        _scratch.Dispose();
    }
}
