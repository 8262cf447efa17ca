using System;
using Router.Hal;
using Router.Wire;

namespace Router.Tests.Hal;

/// <summary>The NIC under test and the other end of its wire.</summary>
public sealed class NicPair
{
    public required INic Nic { get; init; }

    public required IFramePool Pool { get; init; }

    public required IFarEnd Far { get; init; }
}

/// <summary>The other end of the wire, by raw octets.</summary>
public interface IFarEnd
{
    void Send(ReadOnlySpan<byte> frame);

    /// <summary>The next frame from the NIC within a second, or null.</summary>
    byte[]? Receive();

    void SetLink(bool up);
}
