using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;

namespace Router.Tcp;

/// <summary>
/// The slots that handles point into, their reuse, and the queue of connections with something to do.
/// </summary>
internal sealed class ConnectionTable
{
    private readonly TcpOptions _options;
    private readonly List<Connection> _slots = [];
    private readonly Stack<Connection> _free = new();
    private readonly Queue<Connection> _dirty = new();

    public ConnectionTable(TcpOptions options) => _options = options;

    public Connection this[int slot] => _slots[slot];

    public bool HasDirty => _dirty.Count > 0;

    /// <summary>A free slot. False at the limit.</summary>
    public bool TryTake([NotNullWhen(true)] out Connection? connection)
    {
        if (_free.Count > 0)
        {
            connection = _free.Pop();
        }
        else if (_slots.Count < _options.MaxConnections)
        {
            connection = new Connection(_options) { Slot = _slots.Count, Generation = 1 };
            _slots.Add(connection);
        }
        else
        {
            connection = null;
            return false;
        }

        connection.IsInUse = true;
        return true;
    }

    public bool TryFind(TcpHandle handle, [NotNullWhen(true)] out Connection? connection)
    {
        connection = handle.Slot >= 0 && handle.Slot < _slots.Count ? _slots[handle.Slot] : null;
        return connection is not null && connection.Generation == handle.Generation;
    }

    /// <summary>Frees the slot; from here on no handle finds it.</summary>
    public void Release(Connection connection)
    {
        // Zero is the generation of no handle at all.
        connection.Generation = Math.Max(unchecked(connection.Generation + 1), 1);
        connection.IsInUse = false;
        connection.FreeBuffers();
        _free.Push(connection);
    }

    public Connection? OldestHalfOpen(Listener listener)
    {
        Connection? oldest = null;
        foreach (Connection connection in _slots)
        {
            if (connection.Listener == listener && (oldest is null || connection.Opened < oldest.Opened))
            {
                oldest = connection;
            }
        }

        return oldest;
    }

    /// <summary>
    /// The connection that only keeps its place: ended or in TIME-WAIT before FIN-WAIT-2, the oldest first.
    /// </summary>
    public Connection? OldestExpendable()
    {
        Connection? oldest = null;
        foreach (Connection connection in _slots)
        {
            if (connection.IsInUse && connection.IsExpendable && (oldest is null || IsBefore(connection, oldest)))
            {
                oldest = connection;
            }
        }

        return oldest;
    }

    private static bool IsBefore(Connection one, Connection other)
    {
        bool attended = one.State.Name == TcpState.FinWait2;
        bool otherAttended = other.State.Name == TcpState.FinWait2;
        return attended != otherAttended ? otherAttended : one.LingersUntil < other.LingersUntil;
    }

    public void MarkDirty(Connection connection)
    {
        if (!connection.Dirty)
        {
            connection.Dirty = true;
            _dirty.Enqueue(connection);
        }
    }

    public bool TryTakeDirty([NotNullWhen(true)] out Connection? connection)
    {
        while (_dirty.Count > 0)
        {
            connection = _dirty.Dequeue();
            connection.Dirty = false;

            // A slot may have been released while it was queued.
            if (connection.IsInUse)
            {
                return true;
            }
        }

        connection = null;
        return false;
    }
}
