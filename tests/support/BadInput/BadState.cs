namespace Router.Tests.Support;

/// <summary>How far the session has come when the octets arrive (RFC 4271 §8.2.2).</summary>
public enum BadState
{
    /// <summary>Connected; neither OPEN has been answered.</summary>
    OpenSent,

    /// <summary>Our OPEN was answered by a good one.</summary>
    OpenConfirm,

    Established,
}
