namespace Router.Core;

/// <summary>Administrative preferences in the customary order; lower wins.</summary>
public static class RoutePreference
{
    public const byte Connected = 0;
    public const byte Workload = 1;
    public const byte Static = 5;
    public const byte ExternalBgp = 20;
    public const byte OwnBlock = 10;
    public const byte InternalBgp = 200;
}
