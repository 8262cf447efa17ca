using Router.Wire;

namespace Router.Bgp;

/// <summary>A NOTIFICATION that ended a session.</summary>
/// <param name="Text">Its name and, for a shutdown, the operator's words (RFC 9003).</param>
public readonly record struct BgpNotificationRecord(Instant At, byte Code, byte Subcode, string Text);
