namespace Router.Core;

/// <summary>Tells the route table which interfaces carry packets now.</summary>
internal interface IInterfaceStates
{
    bool IsUsable(int index);
}
