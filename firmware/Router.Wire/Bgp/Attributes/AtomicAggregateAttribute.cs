namespace Router.Wire.Bgp;

/// <summary>ATOMIC_AGGREGATE, type 6 (RFC 4271 §5.1.6).</summary>
public static class AtomicAggregateAttribute
{
    public static int Write(Octets destination, int offset) => BgpAttribute.WriteHeader(destination, offset,
        BgpAttributeFlags.WellKnown, BgpAttributeCode.AtomicAggregate, 0);

    // RFC 7606 §7.6: another length than 0 is attribute discard.
    internal static BgpError Judge(in BgpAttribute attribute) => attribute.Value.IsEmpty
        ? BgpError.None
        : AttributeError.Discard(attribute, BgpSubcode.Update.AttributeLengthError, "ATOMIC_AGGREGATE is not empty");
}
