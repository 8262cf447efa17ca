using System;
using Router.Wire;

namespace Router.Hal;

/// <summary>
/// A network interface that moves Ethernet frames between a wire and a board's frame pool, in batches, without
/// blocking.
/// Used by one loop; not thread-safe.
/// </summary>
public interface INic : IDisposable
{
    /// <summary>The name operators know, such as <c>eth0</c>.</summary>
    string Name { get; }

    /// <summary>The address burnt in or assigned; a port may use another one.</summary>
    MacAddress Mac { get; }

    /// <summary>Largest IP packet the wire carries, in octets, Ethernet header not counted.</summary>
    int Mtu { get; }

    /// <summary>Carrier now. Reading it may cost a system call: ask at most a few times a second.</summary>
    bool LinkUp { get; }

    /// <summary>
    /// Why this NIC will not work again, or null while it may. Known after <see cref="LinkUp"/> was asked; open another
    /// one then.
    /// </summary>
    string? Fault { get; }

    /// <summary>
    /// A file descriptor that polls readable when <see cref="Receive"/> has work, or -1 when there is none.
    /// </summary>
    int ReadinessDescriptor { get; }

    /// <summary>
    /// Slots of the pool that the driver holds: waiting in the device for frames, or on their way out. The pool's free
    /// slots, these and those of the board's own are all there are.
    /// </summary>
    int SlotsHeld => 0;

    /// <summary>What the driver itself did with frames; see each member.</summary>
    NicCounters Counters { get; }

    /// <summary>
    /// Fills <paramref name="frames"/> with received frames in slots rented from the board's pool and returns how many.
    /// The caller owns them. 0 when nothing waits. When the pool is empty frames stay in the device until it overflows.
    /// </summary>
    int Receive(Span<Frame> frames);

    /// <summary>
    /// Takes frames for transmission, in order, and returns how many it took; their slots are the driver's to return.
    /// Those not taken stay with the caller. A frame longer than the wire allows is taken, dropped and counted.
    /// </summary>
    int Transmit(ReadOnlySpan<Frame> frames);
}
