using System.Collections.Generic;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>The attribute block of a prefix that this speaker originates.</summary>
internal static class OriginationBlock
{
    /// <summary>Octets that <see cref="Write"/> takes at most.</summary>
    public static int Bound(BgpOrigination origination) => 64 + (4 * origination.Communities.Count)
        + (8 * origination.ExtendedCommunities.Count) + (12 * origination.LargeCommunities.Count);

    public static int Write(Octets destination, BgpOrigination origination)
    {
        BgpAttributeWriter writer = new(destination, 0);
        writer.Origin(BgpOrigin.Igp);

        // RFC 9774 §3: an aggregate's path has no AS_SET. Of own routes it is empty, as theirs are.
        writer.AsPath(default, default);
        WriteNextHop(ref writer, destination, origination.NextHop);
        if (origination.Med.HasValue)
        {
            writer.Med(origination.Med.Value);
        }

        writer.LocalPref(origination.LocalPref);
        if (origination.AtomicAggregate)
        {
            writer.AtomicAggregate();
        }

        if (origination.Aggregator is { } aggregator)
        {
            writer.Aggregator(aggregator.As, aggregator.Address);
        }

        // Values are written behind a header of four octets and copied upwards where three are enough.
        int at = writer.Position + 4;
        foreach (uint community in origination.Communities)
        {
            BigEndian.WriteUInt32(destination, at, community);
            at += CommunitiesAttribute.EntrySize;
        }

        Settle(ref writer, destination, BgpAttributeCode.Communities, at);
        at = Gather(destination, writer.Position + 4, origination.ExtendedCommunities);
        Settle(ref writer, destination, BgpAttributeCode.ExtendedCommunities, at);
        at = Gather(destination, writer.Position + 4, origination.LargeCommunities);
        Settle(ref writer, destination, BgpAttributeCode.LargeCommunities, at);
        return writer.Length;
    }

    // Zero stands for each session's own address, of whichever family.
    private static void WriteNextHop(ref BgpAttributeWriter writer, Octets destination, IpAddress nextHop)
    {
        IpAddress written = nextHop.IsZero ? new IpAddress(default(Ipv4Address)) : nextHop;
        int at = writer.Position + 4;
        written.Write(destination, at);
        writer.Value(
            BgpAttributeFlags.WellKnown, BgpAttributeCode.NextHop, destination, new BgpRange(at, written.Size));
    }

    private static int Gather(Octets destination, int at, IReadOnlyList<BgpCommunity> communities)
    {
        foreach (BgpCommunity community in communities)
        {
            community.Write(destination, at);
            at += community.Size;
        }

        return at;
    }

    private static void Settle(ref BgpAttributeWriter writer, Octets destination, byte code, int end)
    {
        int start = writer.Position + 4;
        if (end > start)
        {
            writer.Value(
                BgpAttributeFlags.OptionalTransitive, code, destination, new BgpRange(start, end - start));
        }
    }
}
