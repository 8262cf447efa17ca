using System.Collections.Generic;
using System.Globalization;

namespace Router.Bench.Guest;

/// <summary>Which way packets go.</summary>
public enum TunnelWay
{
    /// <summary>From pods into the tunnel.</summary>
    Encapsulate,

    /// <summary>Out of the tunnel to pods.</summary>
    Decapsulate,
}

/// <summary>One thing that is measured of each contestant.</summary>
/// <param name="Way">Which way.</param>
/// <param name="Size">Octets of the frame outside the tunnel; inside it has 20 more.</param>
public readonly record struct GuestCase(TunnelWay Way, int Size)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{(Way == TunnelWay.Encapsulate ? "encapsulate" : "decapsulate")} {Size}");

    public static IEnumerable<GuestCase> Of(IReadOnlyList<int> sizes)
    {
        foreach (int size in sizes)
        {
            yield return new GuestCase(TunnelWay.Encapsulate, size);
            yield return new GuestCase(TunnelWay.Decapsulate, size);
        }
    }
}
