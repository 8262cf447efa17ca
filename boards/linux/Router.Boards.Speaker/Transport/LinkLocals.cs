using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>
/// This machine's link-local addresses on the links to peers (RFC 2545 §3). A mesh that comes up at once asks the
/// kernel once.
/// </summary>
internal sealed class LinkLocals(Action<string> warn)
{
    private static readonly Duration s_memory = Duration.FromSeconds(1);

    private IReadOnlyList<KernelInterface> _known = [];
    private Instant _until = Instant.Zero;
    private bool _hasWarned;

    /// <summary>Zero where the peer is on no link of this machine, or the link has no such address.</summary>
    public IpAddress Towards(IpAddress peer, Instant now)
    {
        if (_until <= now)
        {
            _until = now + s_memory;
            _known = List();
        }

        return Towards(peer, _known);
    }

    internal static IpAddress Towards(IpAddress peer, IReadOnlyList<KernelInterface> interfaces)
    {
        // A link-local peer is on every link: its session has the right address of its own.
        KernelInterface? link = peer.IsLinkLocal ? null : LinkOf(peer, interfaces);
        return link is null ? default : link.Ipv6Addresses.Select(static own => own.Address)
            .FirstOrDefault(static own => own.IsLinkLocal);
    }

    // The narrowest subnet, as the kernel routes; of two links with the same one nobody can tell.
    private static KernelInterface? LinkOf(IpAddress peer, IReadOnlyList<KernelInterface> interfaces)
    {
        KernelInterface? link = null;
        int longest = -1;
        foreach (KernelInterface candidate in interfaces.Where(static candidate => candidate.IsUp))
        {
            foreach (IpPrefix subnet in candidate.Subnets)
            {
                if (!subnet.IsHost && subnet.Contains(peer) && subnet.Length >= longest)
                {
                    link = subnet.Length == longest && link != candidate ? null : candidate;
                    longest = subnet.Length;
                }
            }
        }

        return link;
    }

    // A sandbox may forbid netlink, and descriptors may run out: no reason to lose sessions.
    private IReadOnlyList<KernelInterface> List()
    {
        try
        {
            return KernelInterfaces.List();
        }
        catch (IOException e)
        {
            if (!_hasWarned)
            {
                _hasWarned = true;
                warn($"no link-local next hops are told: interfaces cannot be read: {e.Message}");
            }

            return [];
        }
    }
}
