using System.Collections.Generic;
using Router.Wire;

namespace Router.Hal.Linux.Xdp;

/// <summary>
/// A board's frame pool as AF_XDP sees it (UMEM): every NIC of the board writes received frames into it and sends from
/// it, so that a frame goes from one to another without being copied. One thread's, as the pool is.
/// </summary>
public sealed class XdpMemory
{
    /// <summary>Octets that the kernel keeps free before a received frame (XDP_PACKET_HEADROOM).</summary>
    internal const int KernelHeadroom = 256;

    private readonly List<XdpSocket> _sockets = [];

    public XdpMemory(IPinnedFramePool pool)
    {
        // Documentation/networking/af_xdp.rst: aligned chunks are of a power of two from 2 KiB to a page.
        if (pool.SlotSize is not (2048 or 4096))
        {
            throw new NicException(
                $"AF_XDP takes frame slots of 2048 or 4096 octets, and the pool's have {pool.SlotSize}");
        }

        Pool = pool;
    }

    public IPinnedFramePool Pool { get; }

    /// <summary>Longest frame that can be received.</summary>
    public int LongestFrame => Pool.SlotSize - KernelHeadroom - ExtraHeadroom;

    /// <summary>What the pool wants beyond the kernel's own headroom.</summary>
    internal int ExtraHeadroom => int.Max(0, Pool.Headroom - KernelHeadroom);

    /// <summary>A bound socket whose registration of the memory others may share, or null.</summary>
    internal XdpSocket? Anchor(bool zeroCopy) => _sockets.Find(socket => socket.IsZeroCopy == zeroCopy);

    internal void Add(XdpSocket socket) => _sockets.Add(socket);

    internal void Remove(XdpSocket socket) => _sockets.Remove(socket);
}
