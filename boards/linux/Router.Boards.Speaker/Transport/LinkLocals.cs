using System.Collections.Generic;
using System.Linq;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>
/// This machine's link-local addresses on the links to peers (RFC 2545 §3). A mesh that comes up at once asks the
/// kernel once.
/// </summary>
internal sealed class LinkLocals
{
    private static readonly Duration s_memory = Duration.FromSeconds(1);

    private IReadOnlyList<KernelInterface> _known = [];
    private Instant _until = Instant.Zero;

    /// <summary>Zero where the peer is on no link of this machine, or the link has no such address.</summary>
    public IpAddress Towards(IpAddress peer, Instant now)
    {
        if (_until <= now)
        {
            _known = KernelInterfaces.List();
            _until = now + s_memory;
        }

        return Towards(peer, _known);
    }

    internal static IpAddress Towards(IpAddress peer, IReadOnlyList<KernelInterface> interfaces)
    {
        // A link-local peer is on every link: its session has the right address of its own.
        KernelInterface? link = peer.IsLinkLocal ? null : interfaces.FirstOrDefault(candidate =>
            candidate.IsUp && candidate.Subnets.Any(subnet => !subnet.IsHost && subnet.Contains(peer)));
        return link is null ? default : link.Ipv6Addresses.Select(static own => own.Address)
            .FirstOrDefault(static own => own.IsLinkLocal);
    }
}
