using System;
using System.Collections.Generic;
using System.Threading;
using Router.Bench.Common;
using Router.Images.Host;
using Router.Lab.Qemu.Host;
using Router.Lab.Qemu.Initramfs;
using Router.Lab.Qemu.Machines;

namespace Router.Bench.Guest;

/// <summary>
/// The machine that is measured in: one emulated core, Debian's cloud kernel, and this checkout's router command built
/// for any processor.
/// </summary>
internal sealed class BenchGuest : IDisposable
{
    private static readonly string[] s_modules = ["veth", "ipip"];

    private readonly Scratch _scratch = new();
    private readonly GuestMachine _machine;

    /// <param name="countInstructions">What its clock counts; else the host's time.</param>
    /// <param name="progress">Gets what goes on.</param>
    /// <param name="cancelled">Ends it, the machine included.</param>
    public BenchGuest(bool countInstructions, Action<string> progress, CancellationToken cancelled)
    {
        try
        {
            progress("looking for the kernel (eng/fetch-peers)");
            string package = DebianPackages.Folder(MachineOptions.KernelPackage, cancelled);
            progress("building the guest's router (eng/build-guest)");
            HostCommand.Must(Checkout.PathOf("eng/build-guest"), [], cancelled);
            progress("packing the guest's disk");
            InitramfsWriter.Write(
                _scratch["initrd"],
                package,
                s_modules,
                new Dictionary<string, string>
                {
                    ["usr/local/bin/ip"] = HostTool.Find("ip", "iproute2"),
                    ["usr/local/bin/router"] = Checkout.PathOf(".build/guest/router"),
                },
                new Dictionary<string, byte[]>());
            progress("booting the guest");
            _machine = new GuestMachine(
                new MachineOptions
                {
                    Folder = _scratch.Folder,
                    Kernel = MachineOptions.KernelIn(package),
                    Initramfs = _scratch["initrd"],
                    MemoryMiB = 512,
                    CountInstructions = countInstructions,
                },
                cancelled);
            Kernel = _machine.Run("uname -r", cancelled: cancelled).Must().Trim();
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
    }

    /// <summary>The guest kernel's release.</summary>
    public string Kernel { get; }

    public TimeSpan BootTime => _machine.BootTime;

    /// <summary>One measurement in the guest.</summary>
    public GuestSample Measure(string contestant, GuestCase one, double seconds, CancellationToken cancelled)
    {
        GuestResult result = _machine.Run(
            $"router bench {GuestWorker.Verb} {GuestWorker.Arguments(contestant, one, seconds)}", 120, cancelled);
        if (result.ExitCode != 0)
        {
            throw new BenchException($"{contestant}, {one}, in the guest: {result.Output.Trim()}");
        }

        return JsonOutput.ReadLine(
            new Contestant(contestant, "router", []), result.Output, GuestSampleJson.Default.GuestSample);
    }

    public void Dispose()
    {
        _machine.Dispose();
        _scratch.Dispose();
    }
}
