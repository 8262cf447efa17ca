using System;

namespace Router.Wire.Bgp;

/// <summary>
/// Builds UPDATE messages straight into a buffer, with as many prefixes as fit (RFC 4271 §4.3). The caller asks again
/// for the prefixes that were not taken.
/// </summary>
public static class BgpUpdateWriter
{
    /// <summary>The marker that ends the first exchange of IPv4 unicast (RFC 4724 §2).</summary>
    public static int WriteEndOfRib(Octets destination, int offset) =>
        Finish(destination, offset, 0, offset + BgpUpdate.LeastSize);

    /// <summary>The marker of any family: an MP_UNREACH_NLRI without routes, but for IPv4 unicast.</summary>
    public static int WriteEndOfRib(Octets destination, int offset, BgpFamily family) =>
        family == BgpFamily.Ipv4Unicast
            ? WriteEndOfRib(destination, offset)
            : BgpMpWriter.WriteUnreach(destination, offset, family, default, addPath: false, 0);

    /// <summary>Announces prefixes that share one attribute block.</summary>
    /// <param name="destination">The buffer, with <paramref name="maxSize"/> octets from the offset on.</param>
    /// <param name="offset">Where the message starts.</param>
    /// <param name="maxSize">4096, or 65535 once extended messages are agreed.</param>
    /// <param name="attributes">A finished block.</param>
    /// <param name="nlri">The prefixes, taken from the front.</param>
    /// <param name="addPath">The peer expects path identifiers.</param>
    /// <param name="taken">How many prefixes are in the message.</param>
    /// <returns>The length of the message; 0 when not one prefix fits beside the attributes.</returns>
    public static int WriteReach(Octets destination, int offset, int maxSize, OctetsIn attributes,
        ReadOnlySpan<BgpNlri> nlri, bool addPath, out int taken)
    {
        taken = 0;
        int at = offset + BgpUpdate.LeastSize;
        if (attributes.Length > maxSize - BgpUpdate.LeastSize)
        {
            return 0;
        }

        attributes.CopyTo(destination.Slice(at));
        at = WritePrefixes(destination, at + attributes.Length, offset + maxSize, nlri, addPath, out taken);
        if (taken == 0)
        {
            return 0;
        }

        BigEndian.WriteUInt16(destination, offset + BgpMessage.HeaderSize, 0);
        BigEndian.WriteUInt16(destination, offset + BgpMessage.HeaderSize + 2, attributes.Length);
        BgpMessage.WriteHeader(destination, offset, at - offset, BgpMessageType.Update);
        return at - offset;
    }

    /// <summary>
    /// Withdraws prefixes; the message has no attributes. Returns 0 when there is nothing to withdraw.
    /// </summary>
    public static int WriteWithdraw(Octets destination, int offset, int maxSize, ReadOnlySpan<BgpNlri> withdrawn,
        bool addPath, out int taken)
    {
        int start = offset + BgpMessage.HeaderSize + 2;
        int at = WritePrefixes(destination, start, offset + maxSize - 2, withdrawn, addPath, out taken);
        return taken == 0 ? 0 : Finish(destination, offset, at - start, at + 2);
    }

    /// <summary>
    /// Announces prefixes of any family by MP_REACH_NLRI, which comes first (RFC 7606 §5.1); its next hop is NEXT_HOP
    /// of the stored set, which is left out. Parameters and result are those of <see cref="WriteReach"/>; 0 also
    /// when the set has no next hop.
    /// </summary>
    public static int WriteMpReach(Octets destination, int offset, int maxSize, BgpFamily family, OctetsIn attributes,
        ReadOnlySpan<BgpNlri> nlri, bool addPath, out int taken) =>
        BgpMpWriter.WriteReach(destination, offset, maxSize, family, attributes, nlri, addPath, out taken);

    /// <summary>Withdraws prefixes of any family by MP_UNREACH_NLRI, the only attribute of the message.</summary>
    public static int WriteMpWithdraw(Octets destination, int offset, int maxSize, BgpFamily family,
        ReadOnlySpan<BgpNlri> withdrawn, bool addPath, out int taken)
    {
        int room = maxSize - BgpUpdate.LeastSize - BgpMpWriter.HeaderSize - MpUnreachAttribute.FixedSize;
        taken = BgpMpWriter.CountFitting(withdrawn, addPath, room, out int length);
        return taken == 0
            ? 0
            : BgpMpWriter.WriteUnreach(destination, offset, family, withdrawn.Slice(0, taken), addPath, length);
    }

    private static int WritePrefixes(Octets destination, int offset, int end, ReadOnlySpan<BgpNlri> prefixes,
        bool addPath, out int taken)
    {
        int at = offset;
        taken = 0;
        while (taken < prefixes.Length && prefixes[taken].EncodedLength(addPath) <= end - at)
        {
            at += prefixes[taken].Write(destination, at, addPath);
            taken++;
        }

        return at;
    }

    private static int Finish(Octets destination, int offset, int withdrawnLength, int end)
    {
        BgpMessage.WriteHeader(destination, offset, end - offset, BgpMessageType.Update);
        BigEndian.WriteUInt16(destination, offset + BgpMessage.HeaderSize, withdrawnLength);
        BigEndian.WriteUInt16(destination, end - 2, 0);
        return end - offset;
    }
}
