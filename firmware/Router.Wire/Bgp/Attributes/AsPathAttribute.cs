using System.Text;

namespace Router.Wire.Bgp;

/// <summary>AS_PATH, type 2 (RFC 4271 §5.1.2): questions about a path on the wire, and rewriting it.</summary>
public static class AsPathAttribute
{
    private const int MaxSegment = 255;

    public static Asn ReadAs(OctetsIn octets, int offset, int asSize) => new(asSize == 4
        ? BigEndian.ReadUInt32(octets, offset)
        : BigEndian.ReadUInt16(octets, offset));

    /// <summary>
    /// The length for route selection: a set counts one (RFC 4271 §9.1.2.2), confederations 0 (RFC 5065 §5.3).
    /// </summary>
    public static int Length(OctetsIn octets, BgpRange path, int asSize = 4)
    {
        int length = 0;
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            length += segments.IsConfederation ? 0 : segments.Type == AsPathSegmentType.Set ? 1 : segments.Count;
        }

        return length;
    }

    /// <summary>True when the AS is in the path: a route with our own has come round (RFC 4271 §9.1.2).</summary>
    public static bool Contains(OctetsIn octets, BgpRange path, Asn asn, int asSize = 4)
    {
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            for (int i = 0; i < segments.Count; i++)
            {
                if (segments[i] == asn)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The leftmost AS outside confederation segments, if the path starts with a sequence: MED is compared
    /// among routes of one such neighbour (RFC 4271 §9.1.2.2 (c)).</summary>
    public static bool TryGetFirst(OctetsIn octets, BgpRange path, out Asn asn, int asSize = 4)
    {
        asn = default;
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            if (!segments.IsConfederation)
            {
                bool found = segments.Type == AsPathSegmentType.Sequence && segments.Count > 0;
                asn = found ? segments[0] : default;
                return found;
            }
        }

        return false;
    }

    /// <summary>The rightmost AS of the path when it ends with a sequence: who originated the route.</summary>
    public static bool TryGetLast(OctetsIn octets, BgpRange path, out Asn asn, int asSize = 4)
    {
        bool found = false;
        asn = default;
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            found = segments.Type == AsPathSegmentType.Sequence && segments.Count > 0;
            asn = found ? segments[segments.Count - 1] : default;
        }

        return found;
    }

    /// <summary>
    /// As routers print it: sequences plain, sets in braces, confederations in parentheses or brackets.
    /// </summary>
    public static string ToText(OctetsIn octets, BgpRange path, int asSize = 4)
    {
        StringBuilder text = new();
        AsPathSegments segments = new(octets, path, asSize);
        while (segments.MoveNext())
        {
            (string open, string separator, string close) = segments.Type switch
            {
                AsPathSegmentType.Set => ("{", ",", "}"),
                AsPathSegmentType.ConfederationSequence => ("(", " ", ")"),
                AsPathSegmentType.ConfederationSet => ("[", ",", "]"),
                _ => (string.Empty, " ", string.Empty),
            };
            text.Append(text.Length > 0 ? " " : string.Empty).Append(open);
            for (int i = 0; i < segments.Count; i++)
            {
                text.Append(i > 0 ? separator : string.Empty).Append(segments[i]);
            }

            text.Append(close);
        }

        return text.ToString();
    }

    /// <summary>
    /// Writes the value of a four-octet path with an AS put in front <paramref name="count"/> times, in the first
    /// sequence while it has room (RFC 4271 §5.1.2). Takes at most the path's length plus 2 + 4 x count octets.
    /// </summary>
    public static int WritePrepended(Octets destination, int offset, OctetsIn octets, BgpRange path, Asn asn, int count)
    {
        int merged = 0;
        int rest = path.Offset;
        int restEnd = path.End;
        AsPathSegments segments = new(octets, path);
        if (segments.MoveNext() && segments.Type == AsPathSegmentType.Sequence && segments.Count + count <= MaxSegment)
        {
            merged = segments.Count;
            rest += 2;
        }

        int at = offset;
        if (count > 0)
        {
            destination[at] = (byte)AsPathSegmentType.Sequence;
            destination[at + 1] = (byte)(merged + count);
            at += 2;
        }
        else
        {
            rest = path.Offset;
        }

        for (int i = 0; i < count; i++, at += 4)
        {
            BigEndian.WriteUInt32(destination, at, asn.Value);
        }

        while (rest < restEnd)
        {
            destination[at++] = octets[rest++];
        }

        return at - offset;
    }

    /// <summary>
    /// True when some number of a four-octet path needs AS_TRANS, and AS4_PATH beside it (RFC 6793 §4.2.2).
    /// </summary>
    public static bool NeedsFourOctets(OctetsIn octets, BgpRange path)
    {
        AsPathSegments segments = new(octets, path);
        while (segments.MoveNext())
        {
            for (int i = 0; i < segments.Count; i++)
            {
                if (!segments[i].FitsTwoOctets)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Writes the value of a four-octet path for a peer with two-octet numbers (RFC 6793 §4.2.2).</summary>
    public static int WriteTwoOctet(Octets destination, int offset, OctetsIn octets, BgpRange path)
    {
        int at = offset;
        AsPathSegments segments = new(octets, path);
        while (segments.MoveNext())
        {
            destination[at++] = (byte)segments.Type;
            destination[at++] = (byte)segments.Count;
            for (int i = 0; i < segments.Count; i++, at += 2)
            {
                Asn asn = segments[i];
                BigEndian.WriteUInt16(destination, at, (int)(asn.FitsTwoOctets ? asn : Asn.Trans).Value);
            }
        }

        return at - offset;
    }

    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        int asSize = context.FourOctetAs ? 4 : 2;
        fields.AsPath = attribute.Value;
        string? fault = AsPathSegments.FaultOf(block, attribute.Value, asSize)
            ?? PolicyFault(block, attribute, context);

        // RFC 7606 §7.2: a malformed AS_PATH is treat-as-withdraw.
        return fault is null
            ? BgpError.None
            : AttributeError.Withdraw(attribute, BgpSubcode.Update.MalformedAsPath, fault);
    }

    private static string? PolicyFault(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context)
    {
        int asSize = context.FourOctetAs ? 4 : 2;
        AsPathSegments segments = new(block, attribute.Value, asSize);
        while (segments.MoveNext())
        {
            // RFC 5065 §5: confederation segments are an error from a peer outside the confederation.
            if (segments.IsConfederation && !context.ConfederationMember)
            {
                return "an AS path holds a confederation segment";
            }

            if (context.RejectAsSets && segments.IsSet)
            {
                return "an AS path holds an AS_SET, which RFC 9774 deprecates";
            }
        }

        // RFC 4271 §6.3: the leftmost AS may be checked against the peer's; AS_TRANS stands for any large number.
        if (context.EnforceFirstAs && !context.Internal
            && !(TryGetFirst(block, attribute.Value, out Asn first, asSize)
                && (first == context.PeerAs
                    || (!context.FourOctetAs && first == Asn.Trans && !context.PeerAs.FitsTwoOctets))))
        {
            return "the AS path does not start with the AS of the peer";
        }

        return null;
    }
}
