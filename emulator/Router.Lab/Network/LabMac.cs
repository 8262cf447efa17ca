using System.Globalization;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Network;

/// <summary>Addresses and names that a lab makes up, the same in every run.</summary>
public static class LabMac
{
    /// <summary>
    /// 02:… : locally administered and unicast (IEEE 802-2014 §8.4), then 40 bits from the port's name.
    /// </summary>
    public static MacAddress Of(string node, string port) =>
        new(0x0200_0000_0000 | (Digest128.Hash(node + ":" + port) & 0x00ff_ffff_ffff));

    /// <summary>A workload port as Calico names them: <c>cali</c> and eleven hexadecimal digits.</summary>
    public static string CaliName(string node, string pod) =>
        "cali" + (Digest128.Hash(node + "." + pod) & 0xfff_ffff_ffff).ToString("x11", CultureInfo.InvariantCulture);
}
