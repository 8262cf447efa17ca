using System;
using Router.Wire.Bgp;

namespace Router.Fuzz;

/// <summary>
/// Octets that a speaker sent on one connection: whole messages, one after another, each one readable.
/// </summary>
internal sealed class SentMessages
{
    private byte[] _partial = new byte[256];
    private int _count;

    public long Octets { get; private set; }

    public void Take(ReadOnlySpan<byte> octets)
    {
        Octets += octets.Length;
        while (_count + octets.Length > _partial.Length)
        {
            Array.Resize(ref _partial, 2 * _partial.Length);
        }

        octets.CopyTo(_partial.AsSpan(_count));
        _count += octets.Length;
        int at = 0;
        ReadOnlySpan<byte> all = _partial.AsSpan(0, _count);
        while (BgpFramer.Read(all, at, BgpMessage.ExtendedMaxSize, out BgpFrame frame, out BgpError error) is var status
            && status == BgpFrameStatus.Complete)
        {
            Check(frame.Type, all.Slice(at, frame.Length));
            at += frame.Length;
            Promise.Holds(error.IsNone, "what is sent has a good header");
        }

        _partial.AsSpan(at, _count - at).CopyTo(_partial);
        _count -= at;
    }

    private static void Check(BgpMessageType type, ReadOnlySpan<byte> message)
    {
        if (type == BgpMessageType.Update)
        {
            Promise.Holds(BgpUpdateView.TryParse(message, new BgpSessionContext { Internal = true, FourOctetAs = true },
                out _, out _) || IsReadableOtherwise(message), "an UPDATE that is sent can be read");
        }
        else if (type == BgpMessageType.Open)
        {
            Promise.Holds(BgpOpen.TryParse(message, out _, out _), "an OPEN that is sent can be read");
        }
        else if (type == BgpMessageType.Notification)
        {
            Promise.Holds(BgpNotification.TryParse(message, out _, out _), "a NOTIFICATION that is sent can be read");
        }
    }

    // On sessions with path identifiers, with two-octet AS numbers or with IPv6 next hops.
    private static bool IsReadableOtherwise(ReadOnlySpan<byte> message)
    {
        for (int kind = 0; kind < 16; kind++)
        {
            BgpSessionContext context = new()
            {
                Internal = true,
                Ipv6 = true,
                FourOctetAs = (kind & 1) != 0,
                AddPathIpv4 = (kind & 2) != 0,
                AddPathIpv6 = (kind & 4) != 0,
                ExtendedNextHop = (kind & 8) != 0,
            };
            if (BgpUpdateView.TryParse(message, context, out _, out BgpError error) && error.IsNone)
            {
                return true;
            }
        }

        return false;
    }
}
