using Router.Core;
using Router.Tcp;
using Router.Wire;

namespace Router.Node;

/// <summary>Tells the board's TCP what its forwarding core knows about paths, and the other way round.</summary>
internal sealed class CorePaths : ITcpPaths
{
    private readonly RouterCore _core;

    public CorePaths(RouterCore core) => _core = core;

    public int PathMtu(Ipv4Address destination, Instant now) => _core.PathMtu(destination, now);

    public void LowerPathMtu(Ipv4Address destination, int mtu, Instant now) =>
        _core.LowerPathMtu(destination, mtu, now);
}
