using Router.Wire;

namespace Router.Bgp;

/// <summary>Tells how far a BGP next hop is, for the decision process.</summary>
public interface IIgpMetric
{
    /// <summary>
    /// The interior cost (RFC 4271 §9.1.2.2 e); false when the next hop cannot be resolved and the path must not be
    /// used.
    /// </summary>
    bool TryGetMetric(IpAddress nextHop, out uint metric);
}
