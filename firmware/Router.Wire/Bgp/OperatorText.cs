using System;
using System.Text;

namespace Router.Wire.Bgp;

/// <summary>
/// Text that a peer wrote for people: it goes to logs and terminals, and nothing in it may drive them.
/// </summary>
public static class OperatorText
{
    /// <summary>Octets of a host name, a domain or a version that are sent.</summary>
    public const int MaxName = 64;

    /// <summary>
    /// Control characters and octets that are not UTF-8 come out as U+FFFD (RFC 9003 §2: invalid sequences must not
    /// be interpreted).
    /// </summary>
    public static string Read(OctetsIn utf8)
    {
        StringBuilder shown = new(Encoding.UTF8.GetString(utf8.ToArray()));
        for (int i = 0; i < shown.Length; i++)
        {
            // Bidirectional overrides reorder what stands around them on the screen.
            if (char.IsControl(shown[i]) || shown[i] is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'))
            {
                shown[i] = '\ufffd';
            }
        }

        return shown.ToString();
    }

    /// <summary>UTF-8 of at most <paramref name="most"/> octets, cut between characters.</summary>
    public static byte[] Encode(string text, int most)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(utf8.Length, most);
        while (length < utf8.Length && length > 0 && (utf8[length] & 0xc0) == 0x80)
        {
            length--;
        }

        return utf8.AsSpan(0, length).ToArray();
    }
}
