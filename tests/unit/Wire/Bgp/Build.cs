using System;

namespace Router.Tests.Wire.Bgp;

/// <summary>
/// Messages spelled out in hexadecimal, by the layouts of RFC 4271 §4 and not by the code under test.
/// </summary>
internal static class Build
{
    public const string Marker = "ffffffffffffffffffffffffffffffff";

    /// <summary>ORIGIN IGP, empty AS_PATH, NEXT_HOP 192.0.2.1.</summary>
    public const string Internal = "40010100" + "400200" + "400304c0000201";

    /// <summary>ORIGIN IGP, AS_PATH 65001 in four octets, NEXT_HOP 192.0.2.1.</summary>
    public const string External = "40010100" + "4002060201" + "0000fde9" + "400304c0000201";

    /// <summary>10.1.0.0/16.</summary>
    public const string Nlri = "100a01";

    public static byte[] Hex(string hex) =>
        Convert.FromHexString(hex.Replace(" ", string.Empty, StringComparison.Ordinal));

    public static byte[] Message(byte type, string body)
    {
        byte[] octets = Hex(Marker + "0000" + type.ToString("x2", null) + body);
        octets[16] = (byte)(octets.Length >> 8);
        octets[17] = (byte)octets.Length;
        return octets;
    }

    public static byte[] Update(string attributes, string nlri = Nlri, string withdrawn = "") =>
        Message(2, Length(withdrawn) + withdrawn + Length(attributes) + attributes + nlri);

    /// <summary>An OPEN of AS 64512, hold time 90, identifier 192.0.2.1.</summary>
    public static byte[] Open(string parameters, string head = "04fc00005ac0000201") =>
        Message(1, head + (Hex(parameters).Length & 0xff).ToString("x2", null) + parameters);

    private static string Length(string hex) => Hex(hex).Length.ToString("x4", null);
}
