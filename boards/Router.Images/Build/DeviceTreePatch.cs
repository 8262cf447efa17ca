using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using Router.Images.Boards;
using Router.Images.Host;

namespace Router.Images.Build;

/// <summary>Changes a device tree as a board's file says, by fdtput.</summary>
public static class DeviceTreePatch
{
    /// <summary>Writes the changed tree to <paramref name="target"/>.</summary>
    /// <exception cref="HostException">fdtput is missing or refuses.</exception>
    public static void Apply(
        string source, string target, IEnumerable<DeviceTreeValue> values, CancellationToken cancelled = default)
    {
        File.Copy(source, target, overwrite: true);
        foreach (DeviceTreeValue value in values)
        {
            string fdtput = HostTool.Find("fdtput", "device-tree-compiler");
            HostCommand.Must(fdtput, Words(target, value), cancelled);
        }
    }

    // -p makes the nodes of the path as far as they are missing.
    private static string[] Words(string file, DeviceTreeValue value) => value switch
    {
        { IsRemoved: true } => ["-d", file, value.Node, value.Property],
        { Text: { } text } => ["-p", "-t", "s", file, value.Node, value.Property, text],
        _ =>
        [
            "-p", "-t", "u", file, value.Node, value.Property,
            .. value.Cells.Select(static cell => cell.ToString(CultureInfo.InvariantCulture)),
        ],
    };
}
