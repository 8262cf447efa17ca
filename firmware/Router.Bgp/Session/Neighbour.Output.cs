using System;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// Messages other than UPDATEs on their way out, and the end of connections.
internal sealed partial class Neighbour
{
    // How long a NOTIFICATION may wait for a transport that takes nothing.
    private static readonly Duration s_farewell = Duration.FromSeconds(5);

    private BgpMessageCounters _sent;
    private BgpRouteCounters _routes;

    public BgpRouteCounters Routes => _routes;

    public BgpMessageCounters Sent => _sent;

    public BgpNotificationRecord? LastSent { get; private set; }

    public BgpNotificationRecord? LastReceived { get; private set; }

    /// <summary>Shows a message that came to whoever monitors.</summary>
    public void Tap(Connection connection, ReadOnlySpan<byte> message, Instant now) =>
        _shared.Options.Monitor?.OnReceived(Index, connection.Id, message, now);

    public void SendOpen(Connection connection, BgpOpen open)
    {
        open.Write(connection.Output.Reserve(open.EncodedLength), 0);
        Commit(connection, open.EncodedLength);
        _sent.Open++;
    }

    public void SendKeepalive(Connection connection)
    {
        // Whatever waits before it is as good a sign of life, so one KEEPALIVE in the queue is enough.
        if (connection.HasKeepalive && connection.Output.Count > 0)
        {
            return;
        }

        BgpKeepalive.Write(connection.Output.Reserve(BgpKeepalive.Size), 0);
        connection.HasKeepalive = true;
        Commit(connection, BgpKeepalive.Size);
        _sent.Keepalive++;
    }

    public void SendNotification(Connection connection, BgpNotification notification, string reason, Instant now)
    {
        string name = notification.ToString();
        string text = reason.Length == 0 || name.Contains(reason) ? name : name + ": " + reason;
        LastSent = new BgpNotificationRecord(now, (byte)notification.Code, notification.Subcode, text);
        notification.Write(connection.Output.Reserve(notification.EncodedLength), 0);
        Commit(connection, notification.EncodedLength);
        _sent.Notification++;
    }

    public void SendRefresh(Connection connection, BgpFamily family, BgpRefreshSubtype subtype)
    {
        BgpRouteRefresh refresh = new(family, subtype);
        int length = refresh.Write(connection.Output.Reserve(refresh.EncodedLength), 0);
        Commit(connection, length);
        _sent.RouteRefresh++;
    }

    /// <summary>Lets go of a connection; what is to be said on it is said at the next Poll.</summary>
    public void Release(Connection connection, bool afterNotification, Instant now)
    {
        connection.Session = null;
        if (connection.IsGone)
        {
            return;
        }

        if (!afterNotification)
        {
            connection.Output.Clear();
        }

        connection.AbortAt = now + s_farewell;
        _shared.Closing.Add(connection);
    }

    /// <summary>Offers the output of both sessions to the transport once.</summary>
    public void Flush(IBgpSink sink, Instant now)
    {
        Flush(Main, sink, now);
        if (Second != null)
        {
            Flush(Second, sink, now);
        }
    }

    private void Flush(Session session, IBgpSink sink, Instant now)
    {
        Connection? connection = session.Connection;
        if (connection == null || connection.IsBlocked || connection.Output.Count == 0)
        {
            return;
        }

        int before = connection.Output.Count;
        Offer(connection, sink);
        if (connection.Output.Count == 0)
        {
            session.SendHoldAt = Instant.Never;
        }
        else if (session.SendHoldAt == Instant.Never || connection.Output.Count < before)
        {
            // RFC 9687 §3: the timer runs while the peer takes nothing, and not for a session without hold time.
            session.SendHoldAt = session.Negotiated is { HoldTime: 0 } ? Instant.Never : now + session.SendHoldTime;
        }

        UpdateDeadline();
    }

    public static void Offer(Connection connection, IBgpSink sink)
    {
        ReadOnlySpan<byte> pending = connection.Output.Pending;
        int taken = Math.Min(Math.Max(sink.Send(connection.Id, pending), 0), pending.Length);
        connection.IsBlocked = taken < pending.Length;
        connection.Output.Take(taken);
        if (!connection.IsBlocked)
        {
            connection.HasKeepalive = false;
        }
    }

    private void Commit(Connection connection, int length)
    {
        connection.Output.Commit(length);
        if (_shared.Options.Monitor is { } monitor)
        {
            ReadOnlySpan<byte> pending = connection.Output.Pending;
            monitor.OnSent(Index, connection.Id, pending.Slice(pending.Length - length), _shared.Now);
        }

        _sent.Octets += length;
        MarkReady();
    }
}
