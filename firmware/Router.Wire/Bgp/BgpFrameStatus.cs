namespace Router.Wire.Bgp;

/// <summary>What the framer found at a place of the stream.</summary>
public enum BgpFrameStatus
{
    /// <summary>More octets are needed; this is no error.</summary>
    Incomplete,

    Complete,

    /// <summary>The stream cannot be a BGP stream from here on (RFC 4271 §6.1).</summary>
    Error,
}
