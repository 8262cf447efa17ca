using System.Diagnostics.CodeAnalysis;
using Router.Core;

namespace Router.Calico;

/// <summary>What becomes of a BGP route: a route for the table, or a refusal with its reason.</summary>
public readonly record struct RouteDecision
{
    private RouteDecision(Route? route, RouteRejection rejection)
    {
        Route = route;
        Rejection = rejection;
    }

    public Route? Route { get; }

    public RouteRejection Rejection { get; }

    [MemberNotNullWhen(true, nameof(Route))]
    public bool Accepted => Route is not null;

    public static RouteDecision Accept(Route route) => new(route, RouteRejection.None);

    public static RouteDecision Reject(RouteRejection reason) => new(null, reason);
}

/// <summary>Why a BGP route does not go to the table.</summary>
public enum RouteRejection : byte
{
    None,

    /// <summary>Inside a VXLAN pool: Felix owns those, in every generation.</summary>
    VxlanPool,

    /// <summary>Inside a pool whose routes Felix writes in this generation.</summary>
    FelixOwned,

    /// <summary>No connected or static route leads to the next hop.</summary>
    NextHopUnreachable,

    /// <summary>The next hop is the board itself.</summary>
    NextHopIsSelf,
}
