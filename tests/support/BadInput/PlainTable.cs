using System;
using System.Collections.Generic;
using System.Globalization;
using System.Net;

namespace Router.Tests.Support;

/// <summary>
/// What a peer has been told, read in the plainest way by the layouts of RFC 4271 §4.3 and RFC 4760 §3 and §5: a
/// second opinion beside the code under test. The messages come from a speaker that is trusted to write them well.
/// </summary>
public sealed class PlainTable
{
    private readonly SortedDictionary<string, string> _routes = new(StringComparer.Ordinal);

    /// <summary>The prefixes that are announced.</summary>
    public IReadOnlyCollection<string> Prefixes => _routes.Keys;

    public bool Has(string prefix) => _routes.ContainsKey(prefix);

    /// <summary>The UPDATE that announced the prefix last, as hexadecimal.</summary>
    public string MessageOf(string prefix) => _routes[prefix];

    /// <summary>Reads whole messages; others than UPDATE are passed over.</summary>
    public void Read(ReadOnlySpan<byte> octets)
    {
        while (octets.Length >= 19)
        {
            int length = (octets[16] << 8) | octets[17];
            if (octets[18] == 2)
            {
                Update(octets[..length]);
            }

            octets = octets[length..];
        }
    }

    private void Update(ReadOnlySpan<byte> message)
    {
        string all = Convert.ToHexStringLower(message);
        int withdrawn = (message[19] << 8) | message[20];
        Each(message.Slice(21, withdrawn), isV6: false, prefix => _routes.Remove(prefix));
        int at = 21 + withdrawn;
        int end = at + 2 + ((message[at] << 8) | message[at + 1]);
        at += 2;
        while (at < end)
        {
            bool isLong = (message[at] & 0x10) != 0;
            int code = message[at + 1];
            int length = isLong ? (message[at + 2] << 8) | message[at + 3] : message[at + 2];
            ReadOnlySpan<byte> value = message.Slice(at + (isLong ? 4 : 3), length);
            if (code == 14)
            {
                Each(value[(5 + value[3])..], value[1] == 2, prefix => _routes[prefix] = all);
            }
            else if (code == 15)
            {
                Each(value[3..], value[1] == 2, prefix => _routes.Remove(prefix));
            }

            at += (isLong ? 4 : 3) + length;
        }

        Each(message[end..], isV6: false, prefix => _routes[prefix] = all);
    }

    private static void Each(ReadOnlySpan<byte> nlri, bool isV6, Action<string> each)
    {
        while (!nlri.IsEmpty)
        {
            int octets = (nlri[0] + 7) / 8;
            byte[] address = new byte[isV6 ? 16 : 4];
            nlri.Slice(1, octets).CopyTo(address);
            each(string.Create(CultureInfo.InvariantCulture, $"{new IPAddress(address)}/{nlri[0]}"));
            nlri = nlri[(1 + octets)..];
        }
    }
}
