using Router.Wire;

namespace Router.Bgp;

/// <summary>What one speaker is, whoever its peers are.</summary>
public sealed record BgpSpeakerOptions
{
    private readonly RouterId? _clusterId;

    public required Asn LocalAs { get; init; }

    public required RouterId RouterId { get; init; }

    /// <summary>Seeds the jitter of timers (RFC 4271 §10), and the hashes of tables that peers fill.</summary>
    public ulong Seed { get; init; }

    /// <summary>
    /// The speaker ran before: its OPENs carry the restart bit, so that peers do not wait for its End-of-RIB
    /// (RFC 4724 §4.1). Passive peers are dialled, too, until they are back.
    /// </summary>
    public bool Restarting { get; init; }

    /// <summary>
    /// Of a restart: packets were forwarded all the while. OPENs carry the forwarding bit, and route selection waits
    /// for End-of-RIB from all peers (RFC 4724 §4.1).
    /// </summary>
    public bool ForwardingKept { get; init; }

    /// <summary>
    /// RFC 4724 §4.1 Selection_Deferral_Timer; BIRD's limit is the default. The longest restart time that a peer was
    /// promised limits it too: whoever is not back by then was not up before, or has dropped our routes.
    /// </summary>
    public Duration SelectionDeferral { get; init; } = Duration.FromSeconds(240);

    /// <summary>Of this route reflector (RFC 4456 §7); the router id where nothing else is said.</summary>
    public RouterId ClusterId { get => _clusterId ?? RouterId; init => _clusterId = value; }

    /// <summary>Compare MED between neighbouring ASes, too; RFC 4271 §9.1.2.2 c does not.</summary>
    public bool AlwaysCompareMed { get; init; }

    /// <summary>The most equally good paths a route event names; 1 names the best alone.</summary>
    public int MaxPaths { get; init; } = 1;

    /// <summary>Sees all messages; null sees none and costs nothing.</summary>
    public IBgpMonitor? Monitor { get; init; }

    /// <summary>Distance to a next hop for RFC 4271 §9.1.2.2 e; null makes all next hops equally near.</summary>
    public IIgpMetric? IgpMetric { get; init; }
}
