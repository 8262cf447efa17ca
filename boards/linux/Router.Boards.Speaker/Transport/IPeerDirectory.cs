using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>Who the transport asks about peers.</summary>
internal interface IPeerDirectory
{
    /// <summary>The number of the peer with this address, made now if it may be; else -1.</summary>
    int FindOrAdd(IpAddress remote, Instant now);

    /// <summary>A dial failed, with the kernel's reason.</summary>
    void OnDialFailed(int peer, string reason);
}
