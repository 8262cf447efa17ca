using System;

namespace Router.Tcp;

public sealed partial class TcpStack
{
    /// <summary>
    /// Takes one segment that was addressed to this board. Anything that is not TCP is dropped in silence, and so is
    /// what the guard of its sender does not let pass.
    /// </summary>
    /// <param name="source">Of the packet.</param>
    /// <param name="destination">Of the packet: an address of this board.</param>
    /// <param name="ttl">The packet's TTL as it arrived.</param>
    /// <param name="segment">From the TCP header on.</param>
    /// <param name="now">The time.</param>
    public void Receive(
        Ipv4Address source, Ipv4Address destination, byte ttl, ReadOnlySpan<byte> segment, Instant now)
    {
        _lastCall = now;
        if (!TcpSegment.TryRead(segment, out TcpSegment view))
        {
            _malformed++;
            return;
        }

        var tuple = new FourTuple(destination, view.DestinationPort, source, view.SourcePort);
        _byTuple.TryGetValue(tuple, out Connection? connection);
        TcpGuard guard = connection?.Guard ?? GuardOf(tuple);
        if (ttl < guard.MinTtl)
        {
            // RFC 5082 §3, before the octets cost us anything.
            _belowMinTtl++;
            return;
        }

        // RFC 1122 §4.2.3.10: never to or from a broadcast or multicast address.
        if (!view.ChecksumIsValid(source, destination) || IsForbidden(source) || IsForbidden(destination))
        {
            _malformed++;
            return;
        }

        var arrival = new Arrival(view, now);
        if (!PassesSignature(tuple, guard.Key, segment, view, arrival.Options))
        {
            return;
        }

        if (connection is not null)
        {
            TcpSequence? newest = ReopenedAfter(connection, arrival);
            if (newest is null)
            {
                Dispatch(connection, arrival);
                return;
            }

            // RFC 6191 §2: the old incarnation makes room, and the new one starts beyond it.
            connection.End(TcpEvent.Closed);
            Touch(connection);
            TakeUnknown(tuple, arrival, newest);
            return;
        }

        TakeUnknown(tuple, arrival, null);
    }

    /// <summary>
    /// An ICMP error that quotes one of our segments.
    /// </summary>
    /// <param name="source">Of the quoted header: an address of this board.</param>
    /// <param name="destination">Of the quoted header.</param>
    /// <param name="ttl">TTL of the error itself as it arrived.</param>
    /// <param name="type">ICMP type.</param>
    /// <param name="code">ICMP code.</param>
    /// <param name="nextHopMtu">Of type 3 code 4 (RFC 1191 §4); zero otherwise.</param>
    /// <param name="quoted">What the error quotes after the IPv4 header: at least eight octets of TCP.</param>
    /// <param name="now">The time.</param>
    public void IcmpError(
        Ipv4Address source, Ipv4Address destination, byte ttl, byte type, byte code, ushort nextHopMtu,
        ReadOnlySpan<byte> quoted, Instant now)
    {
        _lastCall = now;
        if (quoted.Length < 8)
        {
            return;
        }

        var tuple = new FourTuple(
            source, BigEndian.ReadUInt16(quoted, 0), destination, BigEndian.ReadUInt16(quoted, 2));
        if (_byTuple.TryGetValue(tuple, out Connection? connection))
        {
            // RFC 5082 §3: errors about a protected session are held to the same TTL, or they would be the way around.
            if (ttl < connection.Guard.MinTtl)
            {
                _belowMinTtl++;
                return;
            }

            var sequence = new TcpSequence(BigEndian.ReadUInt32(quoted, 4));
            if (connection.TakeIcmpError(type, code, nextHopMtu, sequence))
            {
                Paths?.LowerPathMtu(destination, nextHopMtu, now);
            }

            Touch(connection);
        }
    }

    private static bool IsForbidden(Ipv4Address address) =>
        address.IsZero || address.IsMulticast || address == Ipv4Address.LimitedBroadcast;

    private TcpSequence? ReopenedAfter(Connection connection, in Arrival arrival)
    {
        bool plainSyn = arrival.Has(TcpFlags.Syn) && !arrival.Has(TcpFlags.Ack) && !arrival.Has(TcpFlags.Rst);
        bool reopens = plainSyn && connection.MayBeReopenedBy(arrival.Sequence, arrival.Options)
            && FindListener(connection.Tuple.Local, connection.Tuple.LocalPort) is not null;
        return reopens ? connection.SendMax : null;
    }

    private void Dispatch(Connection connection, in Arrival arrival)
    {
        connection.State.Receive(connection, arrival);
        if (connection.TakeReset() is { } acknowledgment)
        {
            QueueReset(connection.ResetOf(acknowledgment, default, false));
        }

        Touch(connection);
    }

    /// <summary>CLOSED and LISTEN (RFC 9293 §3.10.7.1 and §3.10.7.2).</summary>
    private void TakeUnknown(FourTuple tuple, in Arrival arrival, TcpSequence? after)
    {
        if (arrival.Has(TcpFlags.Rst))
        {
            return;
        }

        Listener? listener = FindListener(tuple.Local, tuple.LocalPort);
        if (listener is null || arrival.Has(TcpFlags.Ack))
        {
            ResetUnknown(tuple, arrival);
        }
        else if (arrival.Has(TcpFlags.Syn))
        {
            Accept(listener, tuple, arrival, after);
        }
    }

    private void ResetUnknown(FourTuple tuple, in Arrival arrival)
    {
        // RFC 9293 §3.10.7.1: <SEQ=SEG.ACK><CTL=RST>, or <SEQ=0><ACK=SEG.SEQ+SEG.LEN><CTL=RST,ACK>.
        bool acknowledges = arrival.Has(TcpFlags.Ack);
        TcpGuard guard = GuardOf(tuple);
        QueueReset(new PendingReset(
            tuple,
            acknowledges ? arrival.Acknowledgment : default,
            acknowledges ? default : arrival.Sequence + arrival.Length,
            !acknowledges, 0, guard.SendTtl(64), guard.Key));
    }

    private void Accept(Listener listener, FourTuple tuple, in Arrival arrival, TcpSequence? after)
    {
        // RFC 4987 §3.4: with the backlog full, the oldest half-open connection is the likeliest to be a forgery.
        if (listener.HalfOpen >= Math.Max(listener.Options.Backlog, 1)
            && _table.OldestHalfOpen(listener) is { } oldest)
        {
            Discard(oldest);
        }

        // With the table full of live connections the SYN is ignored: its sender tries again.
        if (!TryTakeSlot(out Connection? connection))
        {
            return;
        }

        TcpSequence iss = _secrets.InitialSequence(tuple, arrival.Now);
        if (after is { } last && iss <= last)
        {
            iss = last + 128_000;
        }

        listener.HalfOpen++;
        connection.Open(
            tuple, listener.Options, GuardOf(tuple), listener, iss, _secrets.TimestampOffset(tuple),
            PathMtu(tuple.Remote, arrival.Now), arrival.Now);
        connection.TakeSyn(arrival);
        _writer.Reserve(connection.SegmentLimit);
        _byTuple.Add(tuple, connection);
        Touch(connection);
    }
}
