using System;
using System.Collections.Generic;
using Router.Hal.Linux.Traffic;

namespace Router.Bench.Traffic;

/// <summary>
/// Sends by a packet socket's transmit ring, whose slots hold the frames: fast enough to drown a router.
/// </summary>
public sealed class RingSender : ITrafficSender
{
    private readonly string _interface;
    private PacketSender? _socket;
    private int _frames;

    public RingSender(string @interface) => _interface = @interface;

    private PacketSender Socket => _socket ?? throw new InvalidOperationException("no frames are loaded");

    public void Load(IReadOnlyList<byte[]> frames)
    {
        _frames = frames.Count;
        _socket = new PacketSender(_interface, frames.Count, frames[0].Length);
        for (int slot = 0; slot < _socket.Slots; slot++)
        {
            // The ring may be longer than there are frames: some stand in it twice.
            _socket.Write(slot, frames[slot % frames.Count]);
        }
    }

    public bool TryNext(out int index, out Span<byte> frame)
    {
        if (!Socket.TryNext(out int slot, out frame))
        {
            index = 0;
            return false;
        }

        // Before the stamp is written: the kernel reads slots during Flush alone.
        index = slot % _frames;
        Socket.Commit();
        return true;
    }

    public void Flush() => Socket.Flush();

    public void Dispose() => _socket?.Dispose();
}
