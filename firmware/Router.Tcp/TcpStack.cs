using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Router.Tcp;

/// <summary>
/// TCP (RFC 9293) for the board's own connections: segments and time in, segments and events out. Owns no thread, no
/// socket and no clock; nothing leaves except during <see cref="Poll"/>.
/// </summary>
public sealed partial class TcpStack
{
    private readonly TcpOptions _options;
    private readonly TupleSecrets _secrets;
    private readonly List<Listener> _listeners = [];

    // Looked up, never enumerated: its order would not be reproducible.
    private readonly Dictionary<FourTuple, Connection> _byTuple;
    private readonly ConnectionTable _table;
    private readonly DeadlineHeap _timers = new();
    private readonly SegmentSigner _signer = new();
    private readonly SegmentWriter _writer;
    private readonly PendingReset[] _resets;
    private int _resetCount;

    // Connections that gave their place to another; their owners hear of it in the next Poll.
    private readonly List<TcpHandle> _recycled = [];
    private Instant _lastCall;

    public TcpStack(TcpOptions options, ulong seed)
    {
        _options = options;
        _writer = new SegmentWriter(_signer);
        _secrets = new TupleSecrets(seed);
        _byTuple = new Dictionary<FourTuple, Connection>(new FourTuple.Comparer(_secrets.Table));
        _table = new ConnectionTable(options);
        _resets = new PendingReset[Math.Max(options.PendingResets, 1)];
    }

    /// <summary>What is known about paths; null knows nothing, and every way takes the MSS of the settings.</summary>
    public ITcpPaths? Paths { get; set; }

    /// <summary>
    /// Opens a port; listening on the same port and address again replaces the settings for new connections.
    /// </summary>
    public void Listen(ushort port, TcpListenOptions o)
    {
        Unlisten(port, o.Address);
        _listeners.Add(new Listener(port, o));
    }

    /// <summary>Closes the listener and its half-open connections; established ones stay.</summary>
    public void Unlisten(ushort port, Ipv4Address address)
    {
        for (int i = _listeners.Count - 1; i >= 0; i--)
        {
            Listener listener = _listeners[i];
            if (listener.Port == port && listener.Options.Address == address)
            {
                _listeners.RemoveAt(i);
                while (_table.OldestHalfOpen(listener) is { } connection)
                {
                    Discard(connection);
                }
            }
        }
    }

    /// <summary>
    /// Starts an active open (RFC 9293 §3.10.1). Gives the default handle when no slot or port is left, or the tuple
    /// is in use.
    /// </summary>
    public TcpHandle Connect(
        Ipv4Address local, Ipv4Address remote, ushort remotePort, TcpConnectOptions o, Instant now)
    {
        _lastCall = now;
        if (!TryChooseTuple(local, remote, remotePort, o.LocalPort, out FourTuple tuple)
            || !TryTakeSlot(out Connection? connection))
        {
            return default;
        }

        connection.Open(
            tuple, o, o.Guard, null, _secrets.InitialSequence(tuple, now), _secrets.TimestampOffset(tuple),
            PathMtu(remote, now), now);
        _writer.Reserve(connection.SegmentLimit);
        _byTuple.Add(tuple, connection);
        Touch(connection);
        return connection.Handle;
    }

    /// <summary>Octets accepted; −1 when the connection can send nothing any more.</summary>
    public int Send(TcpHandle h, ReadOnlySpan<byte> data, Instant now)
    {
        _lastCall = now;
        if (!_table.TryFind(h, out Connection? connection))
        {
            return -1;
        }

        int taken = connection.Send(data);
        if (taken > 0)
        {
            Touch(connection);
        }

        return taken;
    }

    /// <summary>Octets read; 0 when none are there yet; −1 when none will come.</summary>
    public int Read(TcpHandle h, Span<byte> buffer, Instant now)
    {
        _lastCall = now;
        if (!_table.TryFind(h, out Connection? connection))
        {
            return -1;
        }

        int count = connection.Read(buffer);
        if (count > 0)
        {
            if (connection.Ended && connection.Unread == 0)
            {
                // The owner was told long ago; now it has everything.
                connection.UnreadTaken();
            }

            Touch(connection); // the window may have opened
        }

        return count;
    }

    /// <summary>Sends FIN after what is queued (RFC 9293 §3.10.4). Reading goes on until the peer closes too.</summary>
    public void Close(TcpHandle h, Instant now) => Close(h, TcpRest.Read, now);

    /// <summary>The same for an owner that may not read on; <paramref name="rest"/> says what the peer meets.</summary>
    public void Close(TcpHandle h, TcpRest rest, Instant now)
    {
        _lastCall = now;
        if (!_table.TryFind(h, out Connection? connection))
        {
            return;
        }

        if (rest == TcpRest.Refuse && connection.Unread > 0 && connection.State.ReceivesText)
        {
            // RFC 1122 §4.2.2.13: data that nobody will ever read is lost, and the peer shall know.
            QueueReset(connection.ResetOf(connection.SendMax, connection.ReceiveNext, true));
            connection.StopReading(rest);
            connection.End(TcpEvent.Closed);
            Touch(connection);
            return;
        }

        if (rest != TcpRest.Read)
        {
            connection.StopReading(rest);
        }

        connection.State.Close(connection, now);
        Touch(connection);
    }

    /// <summary>Sends RST and forgets the connection at once; no event follows (RFC 9293 §3.10.5).</summary>
    public void Abort(TcpHandle h, Instant now)
    {
        _lastCall = now;
        if (_table.TryFind(h, out Connection? connection))
        {
            if (connection.State.ResetOnAbort)
            {
                QueueReset(connection.ResetOf(connection.SendMax, connection.ReceiveNext, true));
            }

            Discard(connection);
        }
    }

    public TcpInfo Info(TcpHandle h) => _table.TryFind(h, out Connection? connection) ? connection.Info() : default;

    private int PathMtu(Ipv4Address remote, Instant now) => Paths?.PathMtu(remote, now) ?? 0;

    private void AskForPath(Connection connection, Instant now)
    {
        connection.TakePath(PathMtu(connection.Tuple.Remote, now), now);
        _writer.Reserve(connection.SegmentLimit);
    }

    /// <summary>
    /// A slot, if need be that of a connection which nobody waits for: TIME-WAIT first, then what an owner left behind
    /// in FIN-WAIT-2, the oldest of each.
    /// </summary>
    private bool TryTakeSlot([NotNullWhen(true)] out Connection? connection)
    {
        if (_table.TryTake(out connection))
        {
            return true;
        }

        if (_table.OldestExpendable() is not { } expendable)
        {
            return false;
        }

        if (!expendable.Told)
        {
            _recycled.Add(expendable.Handle);
        }

        Discard(expendable);
        return _table.TryTake(out connection);
    }

    private bool TryChooseTuple(
        Ipv4Address local, Ipv4Address remote, ushort remotePort, ushort localPort, out FourTuple tuple)
    {
        tuple = new FourTuple(local, localPort, remote, remotePort);
        if (localPort != 0)
        {
            return !_byTuple.ContainsKey(tuple);
        }

        for (int i = 0; i < TupleSecrets.PortChoices; i++)
        {
            ushort candidate = _secrets.NextPort(local, remote, remotePort);
            tuple = new FourTuple(local, candidate, remote, remotePort);
            if (!_byTuple.ContainsKey(tuple) && FindListener(local, candidate) is null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>A listener on the very address goes before one on every address.</summary>
    private Listener? FindListener(Ipv4Address local, ushort port)
    {
        Listener? found = null;
        foreach (Listener listener in _listeners)
        {
            if (listener.Port == port && listener.Options.Address == local)
            {
                return listener;
            }

            found = listener.Port == port && listener.Options.Address.IsZero ? listener : found;
        }

        return found;
    }

    private void QueueReset(in PendingReset reset)
    {
        // More than a Poll's worth of strays is an attack or a loop: silence is the better answer.
        if (_resetCount < _resets.Length)
        {
            _resets[_resetCount++] = reset;
        }
    }

    /// <summary>After anything that happened to a connection: note that it has something to do, and when.</summary>
    private void Touch(Connection connection)
    {
        if (connection.Ended)
        {
            // The tuple is free from now on; the slot waits until the owner has been told.
            Unlink(connection);
        }

        _timers.Set(connection.Slot, connection.Deadline);
        _table.MarkDirty(connection);
    }

    private void Unlink(Connection connection)
    {
        if (_byTuple.TryGetValue(connection.Tuple, out Connection? known) && known == connection)
        {
            _byTuple.Remove(connection.Tuple);
        }
    }

    /// <summary>Ends a connection whose owner is not told, and frees its slot.</summary>
    private void Discard(Connection connection)
    {
        if (!connection.Ended)
        {
            connection.End(null);
        }

        Unlink(connection);
        _timers.Set(connection.Slot, Instant.Never);
        _table.Release(connection);
    }
}
