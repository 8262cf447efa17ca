namespace Router.Hal.Linux;

/// <summary>What a non-blocking read or write came to.</summary>
public enum IoResult
{
    Done,
    WouldBlock,

    /// <summary>The peer closed, or the connection is broken: close it.</summary>
    Closed,
}
