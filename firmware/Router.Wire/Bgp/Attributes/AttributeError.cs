namespace Router.Wire.Bgp;

/// <summary>
/// Errors of one attribute; the data are the whole attribute: type, length and value (RFC 4271 §6.3).
/// </summary>
internal static class AttributeError
{
    public static BgpError Discard(in BgpAttribute attribute, byte subcode, string reason) =>
        Of(attribute, subcode, BgpSeverity.Discard, reason);

    public static BgpError Withdraw(in BgpAttribute attribute, byte subcode, string reason) =>
        Of(attribute, subcode, BgpSeverity.Withdraw, reason);

    public static BgpError Reset(in BgpAttribute attribute, byte subcode, string reason) =>
        Of(attribute, subcode, BgpSeverity.Reset, reason);

    private static BgpError Of(in BgpAttribute attribute, byte subcode, BgpSeverity severity, string reason) =>
        BgpError.InMessage(BgpErrorCode.Update, subcode, severity, reason, attribute.Start, attribute.Length);
}
