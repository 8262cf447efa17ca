using System.Collections.Generic;
using Router.Bench.Common;

namespace Router.Bench.Nic;

/// <summary>The contestants by name, as far as they are there.</summary>
internal static class NicRouters
{
    /// <summary>Those that can take part, the cable (null) last; <paramref name="missing"/> says who cannot, and why.
    /// </summary>
    public static INicRouter?[] Of(IReadOnlyList<string> names, out string? missing)
    {
        var routers = new List<INicRouter?>();
        var absent = new List<string>();
        foreach (string name in names)
        {
            INicRouter? router = Make(name);
            if (router is null)
            {
                absent.Add(name);
            }
            else
            {
                routers.Add(router);
            }
        }

        missing = absent.Count > 0 ? $"{string.Join(", ", absent)}: {Programs.Remedy}" : null;
        routers.Add(null);
        return [.. routers];
    }

    private static INicRouter? Make(string name) => name switch
    {
        NicNames.Kernel => new KernelRouter(),
        NicNames.Packet => new BoardRouter(name, "kind: packet"),
        NicNames.Blocks => new BoardRouter(name, "kind: packet, ring: blocks"),
        NicNames.Xdp => new BoardRouter(name, "kind: xdp"),
        NicNames.PacketC => Native(name, "forward_packet"),
        NicNames.XdpC => Native(name, "forward_xdp"),
        _ => throw new BenchException($"there is no contestant {name}"),
    };

    private static NativeRouter? Native(string name, string program) =>
        Programs.Native(program) is { } file ? new NativeRouter(name, file) : null;
}
