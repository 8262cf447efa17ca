namespace Router.Hal.Capture;

/// <summary>Bits 0-1 of epb_flags (draft-ietf-opsawg-pcapng §4.3.1).</summary>
public enum CaptureDirection
{
    Unknown = 0,
    Inbound = 1,
    Outbound = 2,
}
