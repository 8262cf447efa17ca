using System.Globalization;
using Router.Wire;

namespace Router.Core;

/// <summary>An address of a port with the length of its subnet.</summary>
public readonly record struct InterfaceAddress(Ipv4Address Address, int Length)
{
    public Prefix Subnet => Prefix.Containing(Address, Length);

    public override string ToString() => Address + "/" + Length.ToString(CultureInfo.InvariantCulture);
}
