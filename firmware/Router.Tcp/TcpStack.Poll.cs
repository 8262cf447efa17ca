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
        Flush(now, sink);
        while (_timers.First <= now)
        {
            Connection connection = _table[_timers.FirstSlot];
            connection.FireTimer(now);
            Touch(connection);
            Flush(now, sink);
        }

        _writer.Attach(null);
    }

    /// <summary>When Poll next has something to do: the time of the last call if output waits already.</summary>
    public Instant PollAt() => _resetCount > 0 || _table.HasDirty ? _lastCall : _timers.First;

    private void Flush(Instant now, ITcpSink sink)
    {
        while (true)
        {
            FlushResets();
            if (!_table.TryTakeDirty(out Connection? connection))
            {
                return;
            }

            connection.Output(now, _writer);
            _timers.Set(connection.Slot, connection.Deadline);
            Tell(connection, sink);
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
            _writer.Begin(header, default, 0);
            _writer.End(reset.Tuple, reset.Tos, reset.Ttl);
        }

        _resetCount = 0;
    }

    private void Tell(Connection connection, ITcpSink sink)
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

        if (connection.Ended)
        {
            Discard(connection);
        }
    }
}
