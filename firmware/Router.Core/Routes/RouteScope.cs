namespace Router.Core;

/// <summary>Linux route scope: how far the destination is.</summary>
public enum RouteScope : byte
{
    Global = 0,
    Link = 253,
    Host = 254,
}
