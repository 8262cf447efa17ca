using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Boards.Speaker.Configuration;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Speaker.Transport;

/// <summary>The listening sockets, with the keys and TTLs of those who may come.</summary>
internal sealed class Listeners : IDisposable
{
    // With no descriptor left, whoever waits stays readable: looking again at once would only burn time.
    private static readonly Duration s_pause = Duration.FromSeconds(1);

    private readonly List<TcpListener> _listeners = [];
    private readonly ReadySet _ready;
    private Instant _resumeAt = Instant.Never;

    public Listeners(ReadySet ready) => _ready = ready;

    /// <summary>Tags of listeners are negative; those of connections are not.</summary>
    public static bool IsListener(long tag) => tag < 0;

    /// <exception cref="IOException">An address or a key cannot be had.</exception>
    public void Open(SpeakerFile file)
    {
        bool isWildcardShared = file.Listen.Any(static e => e.Address.IsZero && e.Address.IsV4);
        foreach (TcpEndpoint endpoint in file.Listen)
        {
            NeighbourEntry[] neighbours =
                [.. file.Neighbours.Where(n => AddressOf(n).Address.IsV4 == endpoint.Address.IsV4)];
            try
            {
                Add(endpoint, neighbours);
            }
            catch (IOException) when (IsDefault(endpoint) && isWildcardShared)
            {
                // A machine without IPv6 is served by IPv4 alone, unless the file asks for more.
                if (endpoint.Address.IsV4 || neighbours.Length > 0)
                {
                    throw;
                }
            }
        }
    }

    /// <summary>Takes one that waits at the listener with this tag.</summary>
    public bool TryAccept(long tag, Instant now, out TcpSocket socket, out TcpEndpoint remote)
    {
        IoResult result = _listeners[(int)~tag].TryAccept(out socket, out remote);
        if (result == IoResult.Closed && _resumeAt == Instant.Never)
        {
            Watch(PollEvents.None);
            _resumeAt = now + s_pause;
        }

        return result == IoResult.Done;
    }

    public Instant PollAt() => _resumeAt;

    public void Poll(Instant now)
    {
        if (_resumeAt <= now && _resumeAt != Instant.Never)
        {
            _resumeAt = Instant.Never;
            Watch(PollEvents.Readable);
        }
    }

    public void Dispose()
    {
        foreach (TcpListener listener in _listeners)
        {
            listener.Dispose();
        }

        _listeners.Clear();
    }

    private static bool IsDefault(TcpEndpoint endpoint) => endpoint.Address.IsZero;

    private static IpPrefix AddressOf(NeighbourEntry entry) =>
        entry.Range ?? IpPrefix.Host(entry.Peer.RemoteAddress);

    private void Add(TcpEndpoint endpoint, NeighbourEntry[] neighbours)
    {
        // RFC 5082 §3: our half of the handshake must pass a peer's check, so it leaves with 255 where any peer checks;
        // and where all do, whoever comes from too far is not even answered.
        bool isChecked = neighbours.Any(static n => n.Peer.MinTtl > 0);
        byte least = neighbours.Length == 0 ? (byte)0 : neighbours.Min(static n => n.Peer.MinTtl);
        var listener = new TcpListener(
            endpoint, new TcpOptions(isChecked ? byte.MaxValue : (byte)0, least, PeerSockets.BgpTos));
        _listeners.Add(listener);
        foreach (NeighbourEntry neighbour in neighbours.Where(static n => n.Peer.Password is not null))
        {
            listener.AddKey(AddressOf(neighbour), neighbour.Peer.Password!);
        }

        _ready.Add(listener.Descriptor, PollEvents.Readable, ~(long)(_listeners.Count - 1));
    }

    private void Watch(PollEvents events)
    {
        for (int i = 0; i < _listeners.Count; i++)
        {
            _ready.Change(_listeners[i].Descriptor, events, ~(long)i);
        }
    }
}
