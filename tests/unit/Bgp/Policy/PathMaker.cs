using System;
using System.Collections.Generic;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp.Policy;

/// <summary>Paths with the attributes that conditions look at, as a speaker would hand them out.</summary>
internal static class PathMaker
{
    /// <summary>A path; numbers in braces form an AS_SET: <c>65001 {65002,65003}</c>.</summary>
    public static BgpPath Path(string asPath = "", string communities = "", uint localPref = 100, uint med = 0,
        string nextHop = "192.0.2.1", int peer = 0, bool external = true)
    {
        List<byte> block = [0x40, 1, 1, 0];
        byte[] path = AsPath(asPath);
        block.AddRange([0x50, 2, (byte)(path.Length >> 8), (byte)path.Length, .. path]);
        foreach ((byte code, BgpCommunityKind kind) in new (byte, BgpCommunityKind)[]
            { (8, BgpCommunityKind.Standard), (16, BgpCommunityKind.Extended), (32, BgpCommunityKind.Large) })
        {
            List<byte> values = [];
            foreach (string text in communities.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!BgpCommunityText.TryParse(text, out BgpCommunity community))
                {
                    throw new FormatException(text);
                }

                if (community.Kind == kind)
                {
                    byte[] octets = new byte[community.Size];
                    community.Write(octets, 0);
                    values.AddRange(octets);
                }
            }

            if (values.Count > 0)
            {
                block.AddRange([0xd0, code, (byte)(values.Count >> 8), (byte)values.Count, .. values]);
            }
        }

        BgpRange range = new(0, path.Length);
        return new BgpPath
        {
            Peer = peer,
            NextHop = IpAddress.Parse(nextHop),
            LocalPref = localPref,
            Med = med,
            AsPathLength = AsPathAttribute.Length(path, range),
            NeighbourAs = AsPathAttribute.TryGetFirst(path, range, out Asn first) ? first : default,
            IsExternal = external && peer >= 0,
            Attributes = block.ToArray(),
        };
    }

    public static BgpPath Local(string communities = "") => Path(communities: communities, peer: BgpPath.Local);

    /// <summary>The value of AS_PATH.</summary>
    public static byte[] AsPath(string text)
    {
        List<byte> octets = [];
        List<uint> sequence = [];
        void Segment(byte type, List<uint> numbers)
        {
            if (numbers.Count > 0)
            {
                octets.AddRange([type, (byte)numbers.Count]);
                foreach (uint number in numbers)
                {
                    octets.AddRange([(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
                }
            }
        }

        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (word[0] != '{')
            {
                sequence.Add(uint.Parse(word, System.Globalization.CultureInfo.InvariantCulture));
                continue;
            }

            Segment(2, sequence);
            sequence.Clear();
            List<uint> set = [];
            foreach (string member in word.Trim('{', '}').Split(','))
            {
                set.Add(uint.Parse(member, System.Globalization.CultureInfo.InvariantCulture));
            }

            Segment(1, set);
        }

        Segment(2, sequence);
        return [.. octets];
    }
}
