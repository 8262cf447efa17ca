using System;
using Router.Wire;

namespace Router.Core;

/// <content>
/// Packets for the board itself (RFC 1812 §5.2.3): reassembly, tunnel, ICMP, and the sink for all else.
/// </content>
public sealed partial class RouterCore
{
    /// <summary>Received frames that wait for the sink.</summary>
    internal int LocalFrames { get; private set; }

    private void DeliverLocal(ref Packet packet, Instant now)
    {
        if (packet.Ip.Protocol == IpProtocol.Tcp && (packet.Broadcast || packet.LinkGroup))
        {
            // RFC 1122 §4.2.3.10: a connection has two ends; nothing is answered.
            Drop(ref packet, DropReason.LinkBroadcast, now);
        }
        else if (packet.Ip.IsFragment && packet.Ip.Protocol == IpProtocol.Ipip && !packet.Broadcast
            && TunnelRefuses(in packet) is not DropReason.None and var refused)
        {
            // Strangers get no place among the fragments.
            Drop(ref packet, refused, now);
        }
        else if (packet.Ip.IsFragment)
        {
            Reassemble(ref packet, now);
        }
        else if (packet.Ip.Protocol == IpProtocol.Ipip && !packet.Broadcast)
        {
            Decapsulate(ref packet, now);
        }
        else if (packet.Ip.Protocol == IpProtocol.Icmp)
        {
            ReceiveIcmp(ref packet, now);
        }
        else
        {
            QueueLocal(ref packet, now);
        }
    }

    private void QueueLocal(ref Packet packet, Instant now)
    {
        LocalFrames += packet.Received ? 1 : 0;
        _local.Add(new LocalWork { Packet = packet, Received = now });
    }

    private void HandleLocal(ref LocalWork work, Instant now, ICoreSink sink)
    {
        if (work.Loopback)
        {
            DeliverLocal(ref work.Packet, now);
            return;
        }

        if (work.Chain != 0)
        {
            HandleChain(in work, now, sink);
            return;
        }

        LocalFrames -= work.Packet.Received ? 1 : 0;
        OctetsIn octets = _pool.Octets(work.Packet.Frame);
        if (Deliver(sink, in work.Packet, work.Packet.Ip, octets.Slice(work.Packet.Ip.HeaderLength), work.Received))
        {
            Trace(CoreTraceKind.Delivered, in work.Packet, now);
            Consume(ref work.Packet);
            return;
        }

        DropReason reason = Refuse(ref work.Packet, now);
        Drop(ref work.Packet, reason, now);
    }

    private void HandleChain(in LocalWork work, Instant now, ICoreSink sink)
    {
        Ipv4Header whole = Gather(work.Chain);
        OctetsIn payload = _scratch.AsSpan(whole.HeaderLength, whole.PayloadLength);
        int peek = work.Chain;
        ref Packet first = ref _reassembly.Peek(ref peek);
        if (Deliver(sink, in first, whole, payload, work.Received))
        {
            Trace(CoreTraceKind.Delivered, in first, now);
            ConsumeChain(work.Chain);
            return;
        }

        DropChain(work.Chain, Refuse(ref first, now), now);
    }

    private static bool Deliver(
        ICoreSink sink, in Packet packet, Ipv4Header ip, OctetsIn payload, Instant received)
    {
        var local = new LocalPacket
        {
            Port = packet.Interface,
            Source = ip.Source,
            Destination = ip.Destination,
            Protocol = ip.Protocol,
            Ttl = ip.Ttl,
            Tos = ip.Tos,
            Broadcast = packet.Broadcast || packet.LinkGroup,
            Received = received,
        };

        // ICMP is always understood here, whether anybody listens or not.
        return sink.Deliver(in local, payload) || ip.Protocol == IpProtocol.Icmp;
    }

    // RFC 1122 §3.2.2.1: a transport without the port says so, a host without the transport says that.
    private DropReason Refuse(ref Packet packet, Instant now)
    {
        bool port = packet.Ip.Protocol is IpProtocol.Udp or IpProtocol.Tcp;
        byte code = port ? IcmpCode.PortUnreachable : IcmpCode.ProtocolUnreachable;
        SendError(ref packet, IcmpType.DestinationUnreachable, code, 0, now);
        return port ? DropReason.PortUnreachable : DropReason.ProtocolUnreachable;
    }

    private void Reassemble(ref Packet packet, Instant now)
    {
        FragmentResult result = _reassembly.Add(in packet, now, out int chain, out DropReason reason);
        if (result == FragmentResult.Refused && reason == DropReason.ReassemblyFull
            && _reassembly.TryEvict(in packet.Ip, out int oldest))
        {
            // Datagrams that never become whole must not lock out the others until they time out.
            DropChain(oldest, DropReason.ReassemblyFull, now);
            result = _reassembly.Add(in packet, now, out chain, out reason);
        }

        switch (result)
        {
            case FragmentResult.Complete:
                HandleWhole(chain, now);
                break;
            case FragmentResult.Poisoned:
                DropChain(chain, reason, now);
                Drop(ref packet, reason, now);
                break;
            case FragmentResult.Refused:
                Drop(ref packet, reason, now);
                break;
        }
    }

    private void HandleWhole(int chain, Instant now)
    {
        int peek = chain;
        Packet first = _reassembly.Peek(ref peek);
        Ipv4Header whole = Gather(chain);
        if (whole.TotalLength > Ipv4Header.MaxTotalLength)
        {
            DropChain(chain, DropReason.ReassemblyTooLong, now);
            return;
        }

        Counters.Reassembled++;
        if (whole.Protocol == IpProtocol.Ipip && !first.Broadcast)
        {
            DecapsulateWhole(chain, whole, now);
        }
        else if (whole.Protocol == IpProtocol.Icmp)
        {
            ReceiveWholeIcmp(chain, in first, whole, now);
        }
        else
        {
            _local.Add(new LocalWork { Chain = chain, Received = now });
        }
    }

    private void DecapsulateWhole(int chain, Ipv4Header whole, Instant now)
    {
        if (whole.TotalLength > Capacity)
        {
            DropChain(chain, DropReason.IpipTooLong, now);
            return;
        }

        // The first fragment's frame carries the inner packet on; the others have done their work.
        _reassembly.TryTake(ref chain, out Packet packet);
        ConsumeChain(chain);
        packet.Frame.Offset = _pool.Headroom;
        packet.Frame.Length = whole.TotalLength;
        packet.Ip = whole;
        _scratch.AsSpan(0, whole.TotalLength).CopyTo(_pool.Octets(packet.Frame));
        Decapsulate(ref packet, now);
    }

    private void ReceiveWholeIcmp(int chain, in Packet first, Ipv4Header whole, Instant now)
    {
        OctetsIn octets = _scratch;
        if (!IcmpHeader.TryParse(octets, whole.HeaderLength, whole.PayloadLength, out IcmpHeader icmp)
            || !IcmpHeader.VerifyChecksum(octets, whole.HeaderLength, whole.PayloadLength))
        {
            DropChain(chain, DropReason.IcmpBadChecksum, now);
        }
        else if (icmp.Type != IcmpType.EchoRequest)
        {
            _local.Add(new LocalWork { Chain = chain, Received = now });
        }
        else if (first.Broadcast)
        {
            DropChain(chain, DropReason.EchoToGroup, now);
        }
        else
        {
            // Its frames go back first: a pool that is nearly empty can still carry the answer.
            ConsumeChain(chain);
            TurnEcho(_scratch, whole.HeaderLength);
            Counters.EchoReplies++;
            var reply = new IpSend
            {
                Source = whole.Destination,
                Destination = whole.Source,
                Protocol = IpProtocol.Icmp,
                Tos = whole.Tos,
            };
            SendOwn(in reply, _scratch.AsSpan(whole.HeaderLength, whole.PayloadLength), now);
        }
    }

    // Writes the whole datagram into the scratch buffer and returns its header.
    private Ipv4Header Gather(int chain)
    {
        Octets scratch = _scratch;
        int rest = chain;
        Ipv4Header whole = _reassembly.Peek(ref rest).Ip;
        int length = 0;
        bool congested = false;
        for (rest = chain; rest != 0;)
        {
            ref Packet packet = ref _reassembly.Peek(ref rest);
            OctetsIn octets = _pool.Octets(packet.Frame);
            int header = packet.Ip.PayloadOffset == 0 ? 0 : packet.Ip.HeaderLength;
            int target = packet.Ip.PayloadOffset == 0 ? 0 : whole.HeaderLength + packet.Ip.PayloadOffset;
            octets.Slice(header).CopyTo(scratch.Slice(target));
            length += packet.Ip.PayloadLength;

            // RFC 3168 §5.3: congestion that one fragment met is not forgotten.
            congested |= (packet.Ip.Tos & Ecn.Mask) == Ecn.CongestionExperienced;
        }

        whole.Tos |= congested ? Ecn.CongestionExperienced : (byte)0;

        whole.MoreFragments = false;
        whole.TotalLength = whole.HeaderLength + length;
        whole.Write(scratch, 0);
        return whole;
    }

    private void ConsumeChain(int chain)
    {
        while (_reassembly.TryTake(ref chain, out Packet packet))
        {
            Consume(ref packet);
        }
    }

    private void ReassemblyExpired(int chain, Instant now)
    {
        // RFC 1122 §3.3.2: an error only if the first fragment is there to be quoted.
        int peek = chain;
        Packet first = _reassembly.Peek(ref peek);
        if (first.Ip.PayloadOffset == 0)
        {
            SendError(ref first, IcmpType.TimeExceeded, IcmpCode.ReassemblyTimeout, 0, now);
        }

        DropChain(chain, DropReason.ReassemblyTimeout, now);
    }
}
