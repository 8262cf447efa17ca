namespace Router.Wire.Bgp;

/// <summary>
/// The text that an operator sends along with Cease/Administrative Shutdown or Reset (RFC 9003 §2, which lengthened
/// the 128 octets of RFC 8203 to 255).
/// </summary>
public static class ShutdownCommunication
{
    public const int MaxLength = 255;

    /// <summary>Reads the text; control characters and octets that are not UTF-8 come out as U+FFFD.</summary>
    public static bool TryRead(OctetsIn data, out string text)
    {
        bool isWhole = data.Length > 0 && data[0] <= data.Length - 1;
        text = isWhole ? OperatorText.Read(data.Slice(1, data[0])) : string.Empty;
        return isWhole;
    }

    /// <summary>The data of the NOTIFICATION; a text over 255 octets is cut between characters.</summary>
    public static byte[] Encode(string text)
    {
        byte[] utf8 = OperatorText.Encode(text, MaxLength);
        byte[] data = new byte[1 + utf8.Length];
        data[0] = (byte)utf8.Length;
        utf8.CopyTo(data, 1);
        return data;
    }
}
