using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// What the transport tells.
public sealed partial class BgpSpeaker
{
    /// <summary>The connection that the sink was asked for is there.</summary>
    public void OnConnected(long connection, int peer, IpAddress local, Instant now)
    {
        _shared.Now = now;
        Neighbour neighbour = _neighbours[peer];
        bool wanted = neighbour.DialOutstanding && neighbour.Main.State == BgpState.Connect;
        Connection opened = new(connection, neighbour, wanted ? neighbour.Main : null, local, isOutgoing: true);
        _shared.Connections[connection] = opened;
        if (!wanted)
        {
            // Cancelled too late: no octet goes out on it.
            opened.IsAborted = true;
            neighbour.Release(opened, afterNotification: false, now);
            return;
        }

        neighbour.OnDialled(opened, now);
    }

    public void OnConnectFailed(int peer, Instant now)
    {
        Neighbour neighbour = _neighbours[peer];
        if (!neighbour.DialOutstanding)
        {
            return;
        }

        neighbour.DialOutstanding = false;
        if (neighbour.Main.State == BgpState.Connect)
        {
            FsmInput failure = new(FsmEvent.TcpConnectionFails) { Detail = "the peer does not answer" };
            neighbour.Main.Handle(failure, now);
        }
    }

    /// <summary>
    /// Somebody connected to us. False: nobody we know or want now, and the transport closes without an octet, as a
    /// Calico node does.
    /// </summary>
    public bool OnAccepted(long connection, IpAddress local, IpAddress remote, ushort remotePort, Instant now)
    {
        _shared.Now = now;
        int peer = FindPeer(remote);
        Session? session = peer < 0 ? null : _neighbours[peer].SessionForIncoming(now);
        if (session == null)
        {
            return false;
        }

        Connection opened = new(connection, _neighbours[peer], session, local, isOutgoing: false);
        _shared.Connections[connection] = opened;
        session.Attach(opened);
        session.Handle(new FsmInput(FsmEvent.TcpConnectionConfirmed), now);
        return true;
    }

    /// <summary>Octets in order, cut anywhere.</summary>
    public void OnReceived(long connection, ReadOnlySpan<byte> octets, Instant now)
    {
        _shared.Now = now;
        if (!_shared.Connections.TryGetValue(connection, out Connection? source))
        {
            return;
        }

        int offset = 0;
        while (offset < octets.Length && source.Session != null)
        {
            if (source.Partial.IsEmpty)
            {
                offset += Consume(source, octets.Slice(offset), now, out bool more);
                if (!more)
                {
                    source.Append(octets.Slice(offset));
                    break;
                }
            }
            else
            {
                offset += source.Append(octets.Slice(offset));
                source.RemovePartial(Consume(source, source.Partial, now, out _));
            }
        }
    }

    public void OnWritable(long connection, Instant now)
    {
        if (_shared.Connections.TryGetValue(connection, out Connection? target))
        {
            target.IsBlocked = false;
            target.Neighbour.MarkReady();
        }
    }

    public void OnClosed(long connection, Instant now)
    {
        _shared.Now = now;
        if (!_shared.Connections.TryGetValue(connection, out Connection? closed))
        {
            return;
        }

        _shared.Connections.Remove(connection);
        closed.IsGone = true;
        closed.Session?.Handle(new FsmInput(FsmEvent.TcpConnectionFails), now);
    }

    /// <summary>
    /// Handles whole messages and says how many octets they took; <paramref name="more"/> is false at a part.
    /// </summary>
    private static int Consume(Connection source, ReadOnlySpan<byte> octets, Instant now, out bool more)
    {
        int offset = 0;
        while (source.Session != null && offset < octets.Length)
        {
            BgpFrameStatus status =
                BgpFramer.Read(octets, offset, source.LargestMessage, out BgpFrame frame, out BgpError error);
            if (status == BgpFrameStatus.Incomplete)
            {
                more = false;
                return offset;
            }

            if (status == BgpFrameStatus.Error)
            {
                source.Session.Handle(
                    Neighbour.ErrorInput(FsmEvent.BgpHeaderError, error, octets.Slice(offset)), now);
                break;
            }

            ReadOnlySpan<byte> message = octets.Slice(frame.Offset, frame.Length);
            source.Neighbour.Tap(source, message, now);
            source.Neighbour.OnMessage(source.Session, frame.Type, message, now);
            offset += frame.Length;
        }

        more = source.Session == null || offset >= octets.Length;
        return source.Session == null ? octets.Length : offset;
    }
}
