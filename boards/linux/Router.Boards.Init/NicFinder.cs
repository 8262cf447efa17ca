using System.Collections.Generic;
using System.IO;

namespace Router.Boards.Init;

/// <summary>Reads from /sys which network interfaces have hardware behind them.</summary>
internal static class NicFinder
{
    private const string Classes = "/sys/class/net";
    private const string Devices = "/sys/devices/";

    public static IReadOnlyList<NicDevice> List()
    {
        List<NicDevice> found = [];
        foreach (string entry in Directory.GetFileSystemEntries(Classes))
        {
            if (Follow(entry) is { } card && Follow(card + "/device") is { } device
                && device.StartsWith(Devices, System.StringComparison.Ordinal))
            {
                List<string> drivers = [];
                if (Follow(device + "/driver") is { } driver)
                {
                    drivers.Add(Path.GetFileName(driver));
                    if (Follow(driver + "/module") is { } module && Path.GetFileName(module) != drivers[0])
                    {
                        drivers.Add(Path.GetFileName(module));
                    }
                }

                found.Add(new NicDevice(Path.GetFileName(entry), drivers, device[Devices.Length..]));
            }
        }

        return found;
    }

    // Links in /sys are relative to where they really lie; null where there is none, or no longer.
    private static string? Follow(string path) => new FileInfo(path).LinkTarget is { } target
        ? Path.GetFullPath(target, Path.GetDirectoryName(path)!)
        : null;
}
