using System.Globalization;
using Router.Wire;

namespace Router.Core;

/// <summary>An address with the length of the subnet that it lies in, as <c>192.168.101.202/24</c>.</summary>
public readonly record struct InterfaceAddress(Ipv4Address Address, int Length)
{
    /// <summary>The subnet, host bits cleared.</summary>
    public Prefix Subnet => Prefix.Containing(Address, Length);

    public override string ToString() => Address + "/" + Length.ToString(CultureInfo.InvariantCulture);
}
