using Router.Wire;

namespace Router.Core;

/// <content>Fragmentation (RFC 791 §3.2, RFC 1812 §4.2.2.7).</content>
public sealed partial class RouterCore
{
    private void Fragment(ref Packet packet, in Exit exit, Instant now)
    {
        Ipv4Header ip = packet.Ip;
        int step = (exit.Mtu - ip.HeaderLength) & ~7;
        int extra = (ip.PayloadLength - 1) / step;
        if (_pool.Available < extra)
        {
            Drop(ref packet, DropReason.NoFrame, now);
            return;
        }

        Octets whole = _pool.Octets(packet.Frame);
        for (int i = 1; i <= extra; i++)
        {
            int start = i * step;
            int length = i < extra ? step : ip.PayloadLength - start;
            _fragments[i] = CopyFragment(whole, ip, start, length);
        }

        // The received frame becomes the first fragment, so that it keeps its place in the counters.
        packet.Ip.MoreFragments = true;
        packet.Ip.TotalLength = ip.HeaderLength + step;
        packet.Ip.Write(whole, 0);
        packet.Frame.Length = packet.Ip.TotalLength;
        Packet piece = packet;
        Trace(CoreTraceKind.Fragmented, in packet, now, exit.Mtu);
        LeaveWhole(ref packet, in exit, now);
        piece.Received = false;
        for (int i = 1; i <= extra; i++)
        {
            piece.Frame = _fragments[i];
            piece.Encapsulated = false;
            _ = Ipv4Header.TryParse(_pool.Octets(piece.Frame), out piece.Ip);
            Counters.FragmentsCreated++;
            Packet leaving = piece;
            Trace(CoreTraceKind.Fragmented, in leaving, now, exit.Mtu);
            LeaveWhole(ref leaving, in exit, now);
        }
    }

    private Frame CopyFragment(OctetsIn whole, Ipv4Header ip, int start, int length)
    {
        _pool.TryRent(out Frame frame);
        frame.Offset = _pool.Headroom;
        frame.Length = _pool.SlotSize - _pool.Headroom;
        Octets octets = _pool.Octets(frame);

        // RFC 791 §3.1: only options with the copied flag go into later fragments.
        int options = ip.HasOptions
            ? Ipv4Options.WriteCopied(whole, 0, ip.HeaderLength, octets, Ipv4Header.Size)
            : 0;
        Ipv4Header header = ip;
        header.HeaderLength = Ipv4Header.Size + options;
        header.TotalLength = header.HeaderLength + length;
        header.PayloadOffset = ip.PayloadOffset + start;
        header.MoreFragments = ip.MoreFragments || start + length < ip.PayloadLength;
        whole.Slice(ip.HeaderLength + start, length).CopyTo(octets.Slice(header.HeaderLength));
        header.Write(octets, 0);
        frame.Length = header.TotalLength;
        return frame;
    }
}
