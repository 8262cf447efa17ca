namespace Router.Tcp;

public sealed partial class TcpStack
{
    /// <summary>
    /// Fires what is due, in deadline order, and hands out everything that waits: segments first, then events,
    /// connection
    /// by connection in the order in which they were touched.
    /// </summary>
    public void Poll(Instant now, ITcpSink sink)
    {
        _lastCall = now;
        _writer.Attach(sink);
        TellRecycled(sink);
        Flush(now, sink);
        while (_timers.First <= now)
        {
            Connection connection = _table[_timers.FirstSlot];
            if (connection.Ended)
            {
                // Nobody came for the last octets.
                Discard(connection);
                continue;
            }

            if (connection.RetransmissionIsDue(now))
            {
                AskForPath(connection, now);
            }

            connection.FireTimer(now);
            Touch(connection);
            Flush(now, sink);
        }

        _writer.Attach(null);
    }

    /// <summary>When Poll next has something to do: the time of the last call if output waits already.</summary>
    public Instant PollAt() => _resetCount > 0 || _recycled.Count > 0 || _table.HasDirty ? _lastCall : _timers.First;

    private void Flush(Instant now, ITcpSink sink)
    {
        while (true)
        {
            FlushResets();
            if (!_table.TryTakeDirty(out Connection? connection))
            {
                return;
            }

            if (!connection.Ended && connection.PathIsOld(now))
            {
                AskForPath(connection, now);
            }

            connection.Output(now, _writer);
            _timers.Set(connection.Slot, connection.Deadline);
            Tell(connection, sink, now);
        }
    }

    private void FlushResets()
    {
        for (int i = 0; i < _resetCount; i++)
        {
            PendingReset reset = _resets[i];
            var header = new TcpHeader
            {
                SourcePort = reset.Tuple.LocalPort,
                DestinationPort = reset.Tuple.RemotePort,
                Sequence = reset.Sequence,
                Acknowledgment = reset.Acknowledgment,
                Flags = TcpFlags.Rst | (reset.Acknowledges ? TcpFlags.Ack : 0),
            };
            _writer.Begin(header, new TcpOptionSet { HasSignature = reset.Key is not null }, 0);
            _writer.End(reset.Tuple, reset.Tos, reset.Ttl, reset.Key);
        }

        _resetCount = 0;
    }

    private void TellRecycled(ITcpSink sink)
    {
        for (int i = 0; i < _recycled.Count; i++)
        {
            sink.OnEvent(_recycled[i], TcpEvent.Closed);
        }

        _recycled.Clear();
    }

    private void Tell(Connection connection, ITcpSink sink, Instant now)
    {
        TcpHandle handle = connection.Handle;
        while (connection.TryTakeEvent(out TcpEvent e))
        {
            sink.OnEvent(handle, e);

            // The owner may have aborted the connection, and the slot may already serve another.
            if (connection.Generation != handle.Generation)
            {
                return;
            }
        }

        if (!connection.Ended)
        {
            return;
        }

        connection.Told = true;
        if (connection.Unread > 0)
        {
            // An owner that reads when it pleases still gets what came before the end.
            connection.KeepUnread(now);
            _timers.Set(connection.Slot, connection.Deadline);
        }
        else
        {
            Discard(connection);
        }
    }
}
