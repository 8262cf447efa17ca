namespace Router.Hal.Linux;

/// <summary>IFF_... of linux/if.h.</summary>
internal static class InterfaceFlags
{
    internal const int Up = 1;
    internal const int Running = 0x40;
}
