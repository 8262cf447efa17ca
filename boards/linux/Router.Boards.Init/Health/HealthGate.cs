using System.Collections.Generic;

namespace Router.Boards.Init.Health;

/// <summary>
/// Whether a new image works as well as the old one did: of the peers that were up before at least one is up again, and
/// packets to it find their way. Decides by what it is shown; has no clock.
/// </summary>
public static class HealthGate
{
    /// <summary>
    /// So many echo requests without a reply, and a peer counts as one that filters them: then it is enough that its
    /// next hop answered ARP and that its session is up, which took segments in both directions.
    /// </summary>
    public const int EchoesOfSilence = 5;

    /// <summary>Null: it works. Otherwise what is missing, for people.</summary>
    /// <param name="wanted">Peers that were up before the update.</param>
    /// <param name="peers">What is known of them now.</param>
    public static string? Missing(int wanted, IReadOnlyList<PeerHealth> peers)
    {
        if (wanted == 0)
        {
            return null;
        }

        string? missing = null;
        foreach (PeerHealth peer in peers)
        {
            if (!peer.IsEstablished)
            {
                continue;
            }

            if (!peer.IsResolved)
            {
                missing = $"{peer.Name} is Established, but its next hop has not answered ARP";
            }
            else if (peer.HasEchoed || peer.EchoesUnanswered >= EchoesOfSilence)
            {
                return null;
            }
            else
            {
                missing = $"{peer.Name} is Established, but has not answered an echo request yet";
            }
        }

        return missing ?? $"of {wanted} BGP peers that were up before the update none is Established";
    }
}
