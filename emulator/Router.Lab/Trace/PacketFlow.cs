using System;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>
/// Recognises one echo and everything that belongs to it: tunnelled, answered, or quoted in an error.
/// </summary>
internal readonly record struct PacketFlow(Ipv4Address Source, Ipv4Address Destination, ushort Identifier)
{
    private const int MostLayers = 4;

    /// <summary>True when the packet belongs; <paramref name="reply"/> tells the way back from the way there.</summary>
    public bool Matches(ReadOnlySpan<byte> packet, out bool reply)
    {
        reply = false;
        for (int layer = 0; layer < MostLayers; layer++)
        {
            if (!TryPayload(packet, out byte protocol, out ReadOnlySpan<byte> payload))
            {
                return false;
            }

            if (protocol == IpProtocol.Ipip)
            {
                packet = payload;
                continue;
            }

            return protocol == IpProtocol.Icmp && MatchesIcmp(packet, payload, ref reply);
        }

        return false;
    }

    private static bool TryPayload(ReadOnlySpan<byte> packet, out byte protocol, out ReadOnlySpan<byte> payload)
    {
        protocol = 0;
        payload = default;
        int headerLength = packet.IsEmpty ? 0 : (packet[0] & 15) * 4;
        if (headerLength < Ipv4Header.Size || packet.Length < headerLength)
        {
            return false;
        }

        protocol = packet[9];
        payload = packet[headerLength..];
        return true;
    }

    private bool MatchesIcmp(ReadOnlySpan<byte> packet, ReadOnlySpan<byte> payload, ref bool reply)
    {
        if (!IcmpHeader.TryParse(payload, out IcmpHeader header))
        {
            return false;
        }

        if (header.IsError)
        {
            // An error goes back to the source and quotes the request, or the reply, that it is about.
            reply = true;
            return Matches(payload[IcmpHeader.Size..], out _);
        }

        Ipv4Address source = Ipv4Address.Read(packet, 12);
        Ipv4Address destination = Ipv4Address.Read(packet, 16);
        reply = header.Type == IcmpType.EchoReply;
        return header.Identifier == Identifier
            && (reply
                ? source == Destination && destination == Source
                : header.Type == IcmpType.EchoRequest && source == Source && destination == Destination);
    }
}
