using System;

namespace Router.Wire.Bgp;

/// <summary>
/// UPDATE messages whose routes are in MP_REACH_NLRI or MP_UNREACH_NLRI (RFC 4760 §3, §4). The prefixes are measured
/// before they are written, since the attribute's length and its header's size precede them.
/// </summary>
internal static class BgpMpWriter
{
    /// <summary>Flags, type and the longer form of the length.</summary>
    public const int HeaderSize = 4;

    private const int BlockOffset = BgpUpdate.LeastSize;

    /// <summary>How many prefixes from the front take at most <paramref name="room"/> octets.</summary>
    public static int CountFitting(ReadOnlySpan<BgpNlri> prefixes, bool addPath, int room, out int length)
    {
        length = 0;
        int count = 0;
        while (count < prefixes.Length)
        {
            int next = prefixes[count].EncodedLength(addPath);
            if (next > room - length)
            {
                break;
            }

            length += next;
            count++;
        }

        return count;
    }

    public static int WriteReach(Octets destination, int offset, int maxSize, BgpFamily family, OctetsIn attributes,
        ReadOnlySpan<BgpNlri> nlri, bool addPath, out int taken)
    {
        taken = 0;
        if (!TryFindNextHop(attributes, out BgpAttribute nextHop))
        {
            return 0;
        }

        // RFC 4291 §2.5.5.2: an IPv4 next hop of IPv6 routes goes in its mapped form.
        bool mapped = family == BgpFamily.Ipv6Unicast && nextHop.Value.Length == Ipv4Address.Size;
        int nextHopLength = mapped ? Ipv6Address.Size : nextHop.Value.Length;
        int others = attributes.Length - nextHop.Length;
        int around = MpReachAttribute.FixedSize + nextHopLength;
        taken = CountFitting(nlri, addPath, maxSize - BlockOffset - HeaderSize - around - others, out int length);
        if (taken == 0)
        {
            return 0;
        }

        int at = offset + BlockOffset;
        at += BgpAttribute.WriteHeader(destination, at, BgpAttributeFlags.OptionalNonTransitive,
            BgpAttributeCode.MpReach, around + length);
        BigEndian.WriteUInt16(destination, at, family.Afi);
        destination[at + 2] = family.Safi;
        destination[at + 3] = (byte)nextHopLength;
        at += 4;
        if (mapped)
        {
            new IpAddress(Ipv4Address.Read(attributes, nextHop.Value.Offset)).V6.Write(destination, at);
        }
        else
        {
            attributes.Slice(nextHop.Value.Offset, nextHopLength).CopyTo(destination.Slice(at));
        }

        at += nextHopLength;
        destination[at++] = 0;
        at = WritePrefixes(destination, at, nlri.Slice(0, taken), addPath);
        attributes.Slice(0, nextHop.Start).CopyTo(destination.Slice(at));
        at += nextHop.Start;
        attributes.Slice(nextHop.End).CopyTo(destination.Slice(at));
        return Finish(destination, offset, at + attributes.Length - nextHop.End);
    }

    public static int WriteUnreach(Octets destination, int offset, BgpFamily family, ReadOnlySpan<BgpNlri> withdrawn,
        bool addPath, int length)
    {
        int at = offset + BlockOffset;
        at += BgpAttribute.WriteHeader(destination, at, BgpAttributeFlags.OptionalNonTransitive,
            BgpAttributeCode.MpUnreach, MpUnreachAttribute.FixedSize + length);
        BigEndian.WriteUInt16(destination, at, family.Afi);
        destination[at + 2] = family.Safi;
        return Finish(destination, offset, WritePrefixes(destination, at + 3, withdrawn, addPath));
    }

    // The block is in ascending order: ORIGIN and AS_PATH at most come before it.
    private static bool TryFindNextHop(OctetsIn attributes, out BgpAttribute nextHop)
    {
        nextHop = default;
        foreach (BgpAttribute attribute in new BgpAttributeList(attributes))
        {
            if (attribute.Code >= BgpAttributeCode.NextHop)
            {
                nextHop = attribute;
                return attribute.Code == BgpAttributeCode.NextHop;
            }
        }

        return false;
    }

    private static int WritePrefixes(Octets destination, int offset, ReadOnlySpan<BgpNlri> prefixes, bool addPath)
    {
        int at = offset;
        foreach (ref readonly BgpNlri nlri in prefixes)
        {
            at += nlri.Write(destination, at, addPath);
        }

        return at;
    }

    private static int Finish(Octets destination, int offset, int end)
    {
        BgpMessage.WriteHeader(destination, offset, end - offset, BgpMessageType.Update);
        BigEndian.WriteUInt16(destination, offset + BgpMessage.HeaderSize, 0);
        BigEndian.WriteUInt16(destination, offset + BgpMessage.HeaderSize + 2, end - offset - BlockOffset);
        return end - offset;
    }
}
