using System;
using Router.Hal.Linux.Traffic;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// A neighbour that exists in answers only: whoever asks on an interface is told the same station for every address.
/// What is sent to that station nobody takes, so that the kernel at the far end drops it without a look.
/// </summary>
public sealed class ArpResponder : IDisposable
{
    private readonly PacketReceiver _socket;
    private readonly MacAddress _station;

    public ArpResponder(string @interface, MacAddress station)
    {
        _socket = new PacketReceiver(@interface, EtherType.Arp, slots: 64);
        _station = station;
    }

    /// <summary>Answers what waits.</summary>
    public void Poll()
    {
        Span<byte> answer = stackalloc byte[EthernetHeader.Size + ArpPacket.Size];
        while (_socket.TryPeek(out ReadOnlySpan<byte> frame, out _))
        {
            if (frame.Length >= EthernetHeader.Size + ArpPacket.Size
                && ArpPacket.TryParse(frame[EthernetHeader.Size..], out ArpPacket request)
                && request is { Operation: ArpOperation.Request, IsProbe: false, IsGratuitous: false })
            {
                new EthernetHeader(request.SenderHardware, _station, EtherType.Arp).Write(answer, 0);
                new ArpPacket(ArpOperation.Reply, _station, request.TargetProtocol, request.SenderHardware,
                    request.SenderProtocol).Write(answer, EthernetHeader.Size);
                _ = _socket.Send(answer);
            }

            _socket.Release();
        }
    }

    public void Dispose() => _socket.Dispose();
}
