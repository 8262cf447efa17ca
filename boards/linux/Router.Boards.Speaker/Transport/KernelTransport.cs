using System;
using System.Collections.Generic;
using Router.Bgp;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>
/// Carries the speaker's sessions over the kernel's TCP, in turns: each turn reads a bounded part of what has arrived,
/// from every peer that has something before any peer twice.
/// </summary>
internal sealed class KernelTransport : IDisposable
{
    // What one turn reads at most of one peer, and of all.
    private const int ReadSize = 64 * 1024;
    private const int TurnSize = 256 * 1024;
    private const int EventsATurn = 64;
    private const int AcceptsATurn = 64;

    // A peer that is there reads our last message in milliseconds.
    private static readonly Duration s_goodbye = Duration.FromSeconds(5);

    private readonly BgpSpeaker _speaker;
    private readonly IPeerDirectory _directory;
    private readonly ReadySet _ready = new();
    private readonly ConnectionTable _table = new();
    private readonly ReadyTag[] _events = new ReadyTag[EventsATurn];
    private readonly Dictionary<int, PeerSockets> _peers = [];
    private readonly Dictionary<int, int> _dials = [];
    private readonly List<int> _failed = [];
    private readonly Queue<long> _closing = [];
    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(ReadSize, pinned: true);

    /// <param name="speaker">Whose sessions they are.</param>
    /// <param name="directory">Makes peers of those who come unannounced, and hears why dials fail.</param>
    public KernelTransport(BgpSpeaker speaker, IPeerDirectory directory)
    {
        _speaker = speaker;
        _directory = directory;
        Listeners = new Listeners(_ready);
    }

    public Listeners Listeners { get; }

    /// <summary>Readable while something is to be done by <see cref="Poll"/>.</summary>
    public int Descriptor => _ready.Descriptor;

    /// <summary>Connections that are open, under way, or not closed yet.</summary>
    public int Connections => _table.Count;

    public void Configure(int peer, PeerSockets sockets) => _peers[peer] = sockets;

    public void Forget(int peer) => _peers.Remove(peer);

    public Instant PollAt()
    {
        Instant next = _failed.Count > 0 ? Instant.Zero : Listeners.PollAt();
        return _closing.TryPeek(out long first) && _table.Find(first) is >= 0 and int index
            ? Instant.Min(next, _table[index].Deadline)
            : _closing.Count > 0 ? Instant.Zero : next;
    }

    /// <summary>One turn; true when there may be more to read at once.</summary>
    public bool Poll(Instant now)
    {
        for (int i = 0; i < _failed.Count; i++)
        {
            _speaker.OnConnectFailed(_failed[i], now);
        }

        _failed.Clear();
        Listeners.Poll(now);
        GiveUp(now);
        int count = _ready.Take(_events);
        int read = 0;
        for (int i = 0; i < count && read < TurnSize; i++)
        {
            ReadyTag ready = _events[i];
            if (Listeners.IsListener(ready.Tag))
            {
                Accept(ready.Tag, now);
            }
            else if (_table.Find(ready.Tag) is >= 0 and int index)
            {
                read += Serve(index, ready, now);
            }
        }

        return count > 0;
    }

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port)
    {
        PeerSockets sockets = _peers[peer];
        if (!TcpSocket.TryDial(new TcpEndpoint(local, 0, sockets.Scope), new TcpEndpoint(remote, port, sockets.Scope),
            sockets.Options, sockets.Password, out TcpSocket socket, out string? reason))
        {
            // The speaker is in the middle of its own work: the next turn tells it.
            _directory.OnDialFailed(peer, reason);
            _failed.Add(peer);
            return;
        }

        long number = _table.Add(socket, SlotUse.Dialling, peer);
        _dials[peer] = (int)number;
        _ready.Add(socket.Descriptor, PollEvents.Writable, number);
    }

    /// <summary>Gives up a dial that has not been answered, without a word to the speaker.</summary>
    public void CancelConnect(int peer)
    {
        _failed.Remove(peer);
        if (_dials.Remove(peer, out int index))
        {
            Close(index);
        }
    }

    /// <summary>
    /// Octets taken; all of them when the connection is broken, for then its end is about to be told.
    /// </summary>
    public int Send(long connection, ReadOnlySpan<byte> octets)
    {
        int index = _table.Find(connection);
        if (index < 0)
        {
            return octets.Length;
        }

        ref ConnectionSlot slot = ref _table[index];
        IoResult result = slot.Socket.Send(octets, out int taken);
        if (result == IoResult.Closed)
        {
            return octets.Length;
        }

        if (taken < octets.Length && !slot.IsBlocked)
        {
            slot.IsBlocked = true;
            _ready.Change(slot.Socket.Descriptor, PollEvents.Readable | PollEvents.Writable, connection);
        }

        return taken;
    }

    /// <summary>Ends a connection after everything that was sent.</summary>
    public void EndOutput(long connection, Instant now)
    {
        int index = _table.Find(connection);
        if (index < 0)
        {
            return;
        }

        ref ConnectionSlot slot = ref _table[index];
        slot.Socket.EndOutput();
        slot.Use = SlotUse.Closing;
        slot.Deadline = now + s_goodbye;
        _ready.Change(slot.Socket.Descriptor, PollEvents.Readable, connection);
        _closing.Enqueue(connection);
    }

    public void Abort(long connection)
    {
        if (_table.Find(connection) is >= 0 and int index)
        {
            _table[index].Socket.Abort();
            _table.Free(index);
        }
    }

    public void Dispose()
    {
        Listeners.Dispose();
        for (int i = 0; i < _table.High; i++)
        {
            if (_table[i].Use != SlotUse.Free)
            {
                Close(i);
            }
        }

        _ready.Dispose();
    }

    private void Accept(long tag, Instant now)
    {
        for (int i = 0; i < AcceptsATurn && Listeners.TryAccept(tag, now, out TcpSocket socket, out TcpEndpoint remote);
            i++)
        {
            int peer = _directory.FindOrAdd(remote.Address, now);

            // Strangers are closed without an octet, as a Calico node does; so is who comes by a wrong interface.
            if (peer < 0 || !_peers.TryGetValue(peer, out PeerSockets? sockets)
                || (sockets.Scope != 0 && sockets.Scope != remote.Scope)
                || !socket.TryApply(remote.Address.IsV4, sockets.Options, out _))
            {
                socket.Close();
                continue;
            }

            long number = _table.Add(socket, SlotUse.Open, peer);
            if (_speaker.OnAccepted(number, socket.Local.Address, remote.Address, remote.Port, now))
            {
                _ready.Add(socket.Descriptor, PollEvents.Readable, number);
            }
            else
            {
                Close((int)number);
            }
        }
    }

    /// <summary>Does what a descriptor is ready for; returns the octets read.</summary>
    private int Serve(int index, ReadyTag ready, Instant now)
    {
        switch (_table[index].Use)
        {
            case SlotUse.Dialling:
                EndDial(index, ready.Tag, now);
                return 0;
            case SlotUse.Closing:
                if (_table[index].Socket.Receive(_buffer, out int thrownAway) == IoResult.Closed)
                {
                    Close(index);
                }

                return thrownAway;
            default:
                if ((ready.Events & PollEvents.Writable) != 0 && _table[index].IsBlocked)
                {
                    _table[index].IsBlocked = false;
                    _ready.Change(_table[index].Socket.Descriptor, PollEvents.Readable, ready.Tag);
                    _speaker.OnWritable(ready.Tag, now);
                }

                return (ready.Events & ~PollEvents.Writable) != 0 ? Read(index, ready.Tag, now) : 0;
        }
    }

    private int Read(int index, long connection, Instant now)
    {
        IoResult result = _table[index].Socket.Receive(_buffer, out int count);
        if (result == IoResult.Done)
        {
            _speaker.OnReceived(connection, _buffer.AsSpan(0, count), now);
        }
        else if (result == IoResult.Closed)
        {
            _speaker.OnClosed(connection, now);
            Close(index);
        }

        return count;
    }

    private void EndDial(int index, long number, Instant now)
    {
        ref ConnectionSlot slot = ref _table[index];
        int peer = slot.Peer;
        _dials.Remove(peer);
        if (slot.Socket.DialError() is { } reason)
        {
            Close(index);
            _directory.OnDialFailed(peer, reason);
            _speaker.OnConnectFailed(peer, now);
            return;
        }

        slot.Use = SlotUse.Open;
        _ready.Change(slot.Socket.Descriptor, PollEvents.Readable, number);
        _speaker.OnConnected(number, peer, slot.Socket.Local.Address, now);
    }

    // All wait equally long, so the first in the queue is the first to be given up.
    private void GiveUp(Instant now)
    {
        while (_closing.TryPeek(out long connection))
        {
            int index = _table.Find(connection);
            if (index >= 0 && _table[index].Deadline > now)
            {
                return;
            }

            _closing.Dequeue();
            if (index >= 0)
            {
                Close(index);
            }
        }
    }

    private void Close(int index)
    {
        _table[index].Socket.Close();
        _table.Free(index);
    }
}
