namespace Router.Core;

/// <summary>What a route does with a packet.</summary>
public enum RouteKind : byte
{
    /// <summary>Send to a next hop.</summary>
    Unicast,

    /// <summary>Deliver to the board itself.</summary>
    Local,

    /// <summary>Drop without an answer, as Linux does for <c>blackhole</c>.</summary>
    Blackhole,

    /// <summary>The directed broadcast address of an attached subnet; its next hop names the port.</summary>
    Broadcast,
}
