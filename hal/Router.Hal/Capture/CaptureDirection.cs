namespace Router.Hal.Capture;

/// <summary>Which way a frame passes the port: bits 0-1 of epb_flags (draft-ietf-opsawg-pcapng §4.3.1).</summary>
public enum CaptureDirection : byte
{
    Unknown = 0,
    Inbound = 1,
    Outbound = 2,
}
