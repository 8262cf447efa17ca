using Router.Wire;

namespace Router.Core;

/// <summary>What the route table knows of the core that it belongs to.</summary>
internal interface IInterfaceStates
{
    /// <summary>True when the interface carries packets now.</summary>
    bool IsUsable(int index);

    /// <summary>A route found no room in the table.</summary>
    void RouteRefused(Prefix prefix);
}
