using System.Runtime.InteropServices;

namespace Router.Bench.Fib.Running;

/// <summary>A route, or an update, as <see cref="SharedFiles"/> writes it.</summary>
/// <typeparam name="TAddress">Laid out as an address in those files.</typeparam>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct RouteRecord<TAddress>
    where TAddress : unmanaged
{
    public RouteRecord(TAddress address, int length, int hop)
    {
        Address = address;
        Length = length;
        Hop = hop;
    }

    public TAddress Address { get; }

    public int Length { get; }

    /// <summary>0 in an update: withdraw.</summary>
    public int Hop { get; }
}
