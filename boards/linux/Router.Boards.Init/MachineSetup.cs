using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using Router.Hal.Linux.Machine;
using Router.Wire;

namespace Router.Boards.Init;

/// <summary>What a machine needs before its node can start. A step that fails is told, and the next one done.</summary>
internal sealed class MachineSetup(InitLog log)
{
    private const MountFlags Plain = MountFlags.NoSetUid | MountFlags.NoDevices | MountFlags.NoExecute;

    public void MountKernelFileSystems()
    {
        Try(() => FileSystems.Mount("proc", "proc", "/proc", Plain));
        Try(() => FileSystems.Mount("sysfs", "sys", "/sys", Plain));
        Try(() => FileSystems.Mount("devtmpfs", "dev", "/dev", MountFlags.NoSetUid, "mode=0755"));
        Try(() => FileSystems.Mount("tmpfs", "run", "/run", Plain, "mode=0755"));
        Try(() => FileSystems.Mount("tmpfs", "tmp", "/tmp", Plain, "mode=1777"));
        Directory.CreateDirectory("/run/router");
    }

    public ApplianceFile ReadAppliance()
    {
        try
        {
            using StreamReader file = new(ApplianceFile.Path);
            return ApplianceFile.Read(file, log.Write);
        }
        catch (IOException e)
        {
            log.Write(e.Message);
            return new ApplianceFile();
        }
    }

    public void LoadModules(ApplianceFile appliance)
    {
        int loaded = 0;
        foreach (string name in appliance.Modules)
        {
            loaded += Try(() => ModuleLoader.Load($"/lib/modules/{name}.ko")) ? 1 : 0;
        }

        log.Write($"{loaded} of {appliance.Modules.Count} modules loaded");
    }

    /// <summary>A clock without a battery begins in 1970: it cannot be earlier than the image.</summary>
    public void SetClock(ApplianceFile appliance)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        if (now < appliance.Built && Try(() => SystemTime.Set(appliance.Built * Duration.NanosecondsPerSecond)))
        {
            log.Write("the time is not known: it begins at the image's build, " + DateTimeOffset.UtcNow.ToString(
                "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture));
        }
    }

    public HardwareWatchdog? OpenWatchdog(ApplianceFile appliance)
    {
        const string Device = "/dev/watchdog";
        HardwareWatchdog? watchdog = null;
        if (IsOnCommandLine("router.watchdog=off"))
        {
            log.Write("no watchdog: the kernel's command line says router.watchdog=off");
            return null;
        }

        if (appliance.Watchdog > 0
            && Try(() => watchdog = HardwareWatchdog.TryOpen(Device, Duration.FromSeconds(appliance.Watchdog))))
        {
            log.Write(watchdog is null
                ? $"no watchdog: the board has no {Device}, or its driver is not loaded"
                : $"watchdog: resets the machine after {watchdog.Timeout.Seconds} s without progress");
        }

        return watchdog;
    }

    /// <summary>Where operators are: the kernel's consoles, the one that is /dev/console first.</summary>
    public IReadOnlyList<string> FindTerminals()
    {
        IReadOnlyList<string> terminals = [];
        Try(() =>
        {
            // As "tty0 ttyS0": the last one named on the command line is the console.
            string[] names = File.ReadAllText("/sys/class/tty/console/active").Split(
                (char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

            // tty0 is whatever screen is shown; tty1 is the one that is shown first.
            terminals = [.. names.Reverse().Select(static name => "/dev/" + (name == "tty0" ? "tty1" : name))
                .Where(File.Exists)];
        });
        return terminals;
    }

    /// <summary>The board answers for itself: the kernel gets no address of its own on NICs that appear.</summary>
    public void SilenceKernel()
    {
        foreach (string scope in new[] { "all", "default" })
        {
            string file = $"/proc/sys/net/ipv6/conf/{scope}/disable_ipv6";
            if (File.Exists(file))
            {
                Try(() => File.WriteAllText(file, "1\n"));
            }
        }
    }

    public bool Try(Action step)
    {
        try
        {
            step();
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or PlatformNotSupportedException)
        {
            log.Write(e.Message);
            return false;
        }
    }

    private bool IsOnCommandLine(string word)
    {
        bool isThere = false;
        Try(() => isThere =
            Array.IndexOf(File.ReadAllText("/proc/cmdline").Split((char[])[' ', '\n']), word) >= 0);
        return isThere;
    }
}
