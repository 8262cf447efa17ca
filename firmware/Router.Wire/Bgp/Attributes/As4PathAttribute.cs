namespace Router.Wire.Bgp;

/// <summary>AS4_PATH, type 17: the path in four-octet numbers across speakers with two (RFC 6793 §3).</summary>
public static class As4PathAttribute
{
    internal static BgpError Judge(OctetsIn block, in BgpAttribute attribute, in BgpSessionContext context,
        ref BgpAttributes fields)
    {
        // RFC 6793 §4.1: never between two that speak four-octet numbers; if it comes, it is discarded.
        if (context.FourOctetAs)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError,
                "AS4_PATH from a peer with four-octet AS numbers");
        }

        // RFC 6793 §6: a malformed one is discarded. An AS_PATH attribute that says the same must be there anyway.
        string? fault = attribute.Value.IsEmpty
            ? "AS4_PATH is empty"
            : AsPathSegments.FaultOf(block, attribute.Value, 4);
        if (fault is not null)
        {
            return AttributeError.Discard(attribute, BgpSubcode.Update.OptionalAttributeError, fault);
        }

        fields.As4Path = attribute.Value;
        AsPathSegments segments = new(block, attribute.Value);
        while (context.RejectAsSets && segments.MoveNext())
        {
            // RFC 9774 §3 names AS_SET and AS_CONFED_SET of AS4_PATH too.
            if (segments.IsSet)
            {
                return AttributeError.Withdraw(attribute, BgpSubcode.Update.MalformedAsPath,
                    "AS4_PATH holds an AS_SET, which RFC 9774 deprecates");
            }
        }

        return BgpError.None;
    }
}
