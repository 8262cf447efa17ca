namespace Router.Core;

/// <summary>
/// Who made a route; the numbers are the Linux routing protocol identifiers that <c>ip route</c> prints.
/// </summary>
public enum RouteProtocol : byte
{
    Kernel = 2,
    Boot = 3,
    Static = 4,
    Bird = 12,

    /// <summary>Calico's Felix, which prints as <c>proto 80</c>.</summary>
    Felix = 80,
}
