using System;
using Router.Wire;

namespace Router.Hal;

/// <summary>
/// A cable inside one process: two NICs, each with its own pool, joined by a bounded queue per direction.
/// Both ends belong to one loop. Frames are copied from pool to pool, as a wire would.
/// </summary>
public sealed class InProcessWire : IDisposable
{
    private readonly WireEnd _left;
    private readonly WireEnd _right;

    /// <param name="mtu">Largest IP packet in octets, both ways.</param>
    /// <param name="depth">Frames that wait per direction before the sender is told to hold its frames.</param>
    public InProcessWire(string leftName, IFramePool leftPool, string rightName, IFramePool rightPool, int mtu = 1500,
        int depth = 256)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(mtu, 68);
        ArgumentOutOfRangeException.ThrowIfLessThan(depth, 1);
        var toRight = new WireQueue(depth, mtu);
        var toLeft = new WireQueue(depth, mtu);
        _left = new WireEnd(this, leftName, new MacAddress(0x0200_0000_0001), leftPool, toRight, toLeft, mtu);
        _right = new WireEnd(this, rightName, new MacAddress(0x0200_0000_0002), rightPool, toLeft, toRight, mtu);
        LinkUp = true;
    }

    public INic Left => _left;

    public INic Right => _right;

    /// <summary>Carrier of the cable: false drops what either end sends. Frames on their way still arrive.</summary>
    public bool LinkUp { get; set; }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
    }
}
