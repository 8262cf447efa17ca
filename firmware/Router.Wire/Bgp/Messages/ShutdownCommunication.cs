using System;
using System.Text;

namespace Router.Wire.Bgp;

/// <summary>The text that an operator sends along with Cease/Administrative Shutdown or Reset (RFC 9003 §2).</summary>
public static class ShutdownCommunication
{
    public const int MaxLength = 255;

    /// <summary>Reads the text; control characters and octets that are not UTF-8 come out as U+FFFD.</summary>
    public static bool TryRead(OctetsIn data, out string text)
    {
        text = string.Empty;
        if (data.Length == 0 || data[0] > data.Length - 1)
        {
            return false;
        }

        StringBuilder shown = new(Encoding.UTF8.GetString(data.Slice(1, data[0]).ToArray()));
        for (int i = 0; i < shown.Length; i++)
        {
            // RFC 9003 §3: the text goes to logs and terminals; nothing in it may drive them.
            if (char.IsControl(shown[i]))
            {
                shown[i] = '\ufffd';
            }
        }

        text = shown.ToString();
        return true;
    }

    /// <summary>The data of the NOTIFICATION; a text over 255 octets is cut between characters.</summary>
    public static byte[] Encode(string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(utf8.Length, MaxLength);
        while (length < utf8.Length && length > 0 && (utf8[length] & 0xc0) == 0x80)
        {
            length--;
        }

        byte[] data = new byte[1 + length];
        data[0] = (byte)length;
        Array.Copy(utf8, 0, data, 1, length);
        return data;
    }
}
