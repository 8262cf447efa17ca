using System;
using Router.Wire;

namespace Router.Core;

/// <content>ICMP: errors sent, echo answered, path MTUs learned (RFC 792, RFC 1122 §3.2.2, RFC 1812 §4.3).</content>
public sealed partial class RouterCore
{
    /// <summary>
    /// The least path MTU that is believed, Linux's min_pmtu: 576 less what a tunnel takes. RFC 1191 §3 allows 68,
    /// which serves nobody but attackers.
    /// </summary>
    public const int MinimumPathMtu = 552;

    /// <summary>Sends an error about a packet, if the rules allow one; the packet stays the caller's.</summary>
    private void SendError(ref Packet subject, byte type, byte code, uint rest, Instant now)
    {
        // RFC 1812 §4.3.2.7: nothing about broadcasts of either layer, nor about our own packets.
        OctetsIn octets = _pool.Octets(subject.Frame);
        if (!subject.Received || subject.LinkGroup || subject.Broadcast
            || !IcmpError.MayAnswer(octets, 0, octets.Length, subject.Ip))
        {
            return;
        }

        ref HopEntry back = ref Routes.Hops[Routes.Hops.First(Routes.Fib.Lookup(subject.Ip.Source))];
        if (back.Kind != HopKind.Unicast)
        {
            return;
        }

        // RFC 1122 §3.2.1.3: what was sent to an address of ours is answered from that address.
        // RFC 1812 §4.3.2.4: otherwise from the interface that the error leaves by.
        Ipv4Address source = IsLocal(subject.Ip.Destination)
            ? subject.Ip.Destination
            : SourceFor(in back, subject.Ip.Source);
        bool tooBig = type == IcmpType.DestinationUnreachable && code == IcmpCode.FragmentationNeeded;
        ref TokenBucket tokens = ref tooBig ? ref _fragmentationTokens : ref _errorTokens;
        if (source.IsZero || !tokens.TryTake(now) || !_pool.TryRent(out Frame frame))
        {
            Counters.IcmpErrorsLimited++;
            return;
        }

        Packet error = WriteError(frame, in subject, source, type, code, rest);
        Counters.IcmpErrorsSent++;
        Tracer?.OnStep(new CoreTraceStep
        {
            Kind = CoreTraceKind.IcmpError,
            At = now,
            Interface = subject.Interface,
            Slot = subject.Frame.Slot,
            IcmpType = type,
            IcmpCode = code,
            Mtu = tooBig ? (int)rest : 0,
            Packet = octets,
        });
        LeaveOwn(ref error, now);
    }

    // A packet of our own has no neighbour to go to: its stack hears what a router would have told it, as on Linux.
    private void TellOwner(in Packet subject, Instant now)
    {
        OctetsIn octets = _pool.Octets(subject.Frame);
        if (IsLocal(subject.Ip.Source) && IcmpError.MayAnswer(octets, 0, octets.Length, subject.Ip)
            && _pool.TryRent(out Frame frame))
        {
            Packet error = WriteError(frame, in subject, subject.Ip.Source,
                IcmpType.DestinationUnreachable, IcmpCode.HostUnreachable, 0);
            _local.Add(new LocalWork { Packet = error, Loopback = true, Received = now });
        }
    }

    private Packet WriteError(Frame frame, in Packet subject, Ipv4Address source, byte type, byte code, uint rest)
    {
        OctetsIn octets = _pool.Octets(subject.Frame);
        Packet error = default;
        error.Interface = LocalPacket.Loopback;
        error.Port = LocalPacket.Loopback;
        error.Frame = frame;
        error.Frame.Offset = _pool.Headroom;
        error.Frame.Length = Math.Min(IcmpError.MaxLength, _pool.SlotSize - _pool.Headroom);
        Octets output = _pool.Octets(error.Frame);
        int length = IcmpError.Write(output, Ipv4Header.Size, type, code, rest, octets, 0, octets.Length);
        error.Ip.HeaderLength = Ipv4Header.Size;
        error.Ip.TotalLength = Ipv4Header.Size + length;
        error.Ip.Tos = IcmpError.TosFor(subject.Ip.Tos);
        error.Ip.Identification = ++_identification;
        error.Ip.Ttl = _options.DefaultTtl;
        error.Ip.Protocol = IpProtocol.Icmp;
        error.Ip.Source = source;
        error.Ip.Destination = subject.Ip.Source;
        error.Ip.Write(output, 0);
        error.Frame.Length = error.Ip.TotalLength;
        return error;
    }

    private void ReceiveIcmp(ref Packet packet, Instant now)
    {
        OctetsIn octets = _pool.Octets(packet.Frame);
        int start = packet.Ip.HeaderLength;
        int length = packet.Ip.PayloadLength;
        if (!IcmpHeader.TryParse(octets, start, length, out IcmpHeader icmp))
        {
            Drop(ref packet, DropReason.IcmpTruncated, now);
        }
        else if (!IcmpHeader.VerifyChecksum(octets, start, length))
        {
            Drop(ref packet, DropReason.IcmpBadChecksum, now);
        }
        else if (icmp.Type != IcmpType.EchoRequest)
        {
            if (icmp.IsError)
            {
                LearnFromError(in packet, icmp, now);
            }

            QueueLocal(ref packet, now);
        }
        else if (packet.Broadcast)
        {
            // RFC 1122 §3.2.2.6: may be silently discarded, and anything else invites smurf attacks.
            Drop(ref packet, DropReason.EchoToGroup, now);
        }
        else
        {
            AnswerEcho(ref packet, now);
        }
    }

    // The request's own frame becomes the reply: the data is not touched (RFC 792, RFC 1122 §3.2.2.6).
    private void AnswerEcho(ref Packet packet, Instant now)
    {
        Trace(CoreTraceKind.Delivered, in packet, now);
        Counters.Delivered += packet.Received ? 1 : 0;
        Packet reply = default;
        reply.Interface = LocalPacket.Loopback;
        reply.Port = LocalPacket.Loopback;
        reply.Frame = packet.Frame;

        // Options are not echoed: the new header goes right before the ICMP message.
        int options = packet.Ip.HeaderLength - Ipv4Header.Size;
        reply.Frame.Offset += options;
        reply.Frame.Length -= options;
        reply.Ip.HeaderLength = Ipv4Header.Size;
        reply.Ip.TotalLength = packet.Ip.TotalLength - options;
        reply.Ip.Tos = packet.Ip.Tos;
        reply.Ip.Identification = ++_identification;
        reply.Ip.Ttl = _options.DefaultTtl;
        reply.Ip.Protocol = IpProtocol.Icmp;
        reply.Ip.Source = packet.Ip.Destination;
        reply.Ip.Destination = packet.Ip.Source;
        Octets octets = _pool.Octets(reply.Frame);
        TurnEcho(octets, Ipv4Header.Size);
        reply.Ip.Write(octets, 0);
        Counters.EchoReplies++;
        LeaveOwn(ref reply, now);
    }

    private static void TurnEcho(Octets octets, int offset)
    {
        ushort before = BigEndian.ReadUInt16(octets, offset);
        octets[offset] = IcmpType.EchoReply;
        ushort checksum = BigEndian.ReadUInt16(octets, offset + IcmpHeader.ChecksumOffset);
        checksum = InternetChecksum.Update(checksum, before, BigEndian.ReadUInt16(octets, offset));
        BigEndian.WriteUInt16(octets, offset + IcmpHeader.ChecksumOffset, checksum);
    }

    private void LearnFromError(in Packet packet, IcmpHeader icmp, Instant now)
    {
        OctetsIn octets = _pool.Octets(packet.Frame);
        int quote = packet.Ip.HeaderLength + IcmpHeader.Size;
        if (!Ipv4Header.TryParseQuoted(octets, quote, octets.Length - quote, out Ipv4Header quoted)
            || !IsLocal(quoted.Source))
        {
            // RFC 5927 §4: an error about a packet that we cannot have sent is forged.
            return;
        }

        if (quoted.Protocol == IpProtocol.Ipip && Tunnel.Enabled)
        {
            TunnelError(in packet, icmp, quoted, quote, now);
            return;
        }

        // RFC 5927 §4.1: TCP knows whether the quoted segment is in flight, and calls LowerPathMtu if it is.
        if (icmp.Type == IcmpType.DestinationUnreachable && icmp.Code == IcmpCode.FragmentationNeeded
            && quoted.Protocol != IpProtocol.Tcp
            && _recent.Contains(quoted, RecentPackets.Head(octets, quote + quoted.HeaderLength)))
        {
            LowerPathMtu(quoted.Destination, ErrorMtu(icmp, quoted), now);
        }
    }

    /// <summary>
    /// A transport has made sure that an ICMP error is about a packet it sent: the path takes no more than
    /// <paramref name="mtu"/>. Reports that would make packets tiny are taken as <see cref="MinimumPathMtu"/>.
    /// </summary>
    public void LowerPathMtu(Ipv4Address destination, int mtu, Instant now)
    {
        _now = now;
        mtu = Math.Max(mtu, MinimumPathMtu);
        if (_pathMtu.Lower(destination, mtu, now))
        {
            ReportMtu(CoreEventKind.PathMtu, LocalPacket.Loopback, destination, mtu, now);
        }
    }

    /// <summary>
    /// The path MTU that a Fragmentation Needed tells. RFC 1191 §5: an old router tells none; then the next lower
    /// plateau below the packet is tried. Never more than what did not fit, and never below the minimum.
    /// </summary>
    public static int ErrorMtu(IcmpHeader icmp, Ipv4Header quoted)
    {
        int mtu = icmp.NextHopMtu != 0 && icmp.NextHopMtu < quoted.TotalLength
            ? icmp.NextHopMtu
            : PathMtuCache.Plateau(quoted.TotalLength);
        return Math.Max(mtu, MinimumPathMtu);
    }

    private void ReportMtu(CoreEventKind kind, int port, Ipv4Address destination, int mtu, Instant now) =>
        Report(new CoreEvent { Kind = kind, Port = port, Address = destination, Value = mtu, At = now });
}
