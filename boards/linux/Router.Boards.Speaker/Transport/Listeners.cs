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

    private readonly List<Listener> _listeners = [];
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
            NeighbourEntry[] neighbours = Of(endpoint, file.Neighbours);
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

    /// <summary>Keys and TTLs for other neighbours; what is the same is not touched.</summary>
    /// <exception cref="IOException">A key cannot be had.</exception>
    public void Change(IReadOnlyList<NeighbourEntry> all)
    {
        foreach (Listener listener in _listeners)
        {
            NeighbourEntry[] neighbours = Of(listener.Socket.Endpoint, all);
            TcpOptions options = OptionsFor(neighbours);
            if (options != listener.Options)
            {
                listener.Socket.Change(options);
                listener.Options = options;
            }

            ChangeKeys(listener, neighbours);
        }
    }

    /// <summary>Takes one that waits at the listener with this tag.</summary>
    public bool TryAccept(long tag, Instant now, out TcpSocket socket, out TcpEndpoint remote)
    {
        IoResult result = _listeners[(int)~tag].Socket.TryAccept(out socket, out remote);
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
        foreach (Listener listener in _listeners)
        {
            listener.Socket.Dispose();
        }

        _listeners.Clear();
    }

    private static bool IsDefault(TcpEndpoint endpoint) => endpoint.Address.IsZero;

    private static IpPrefix AddressOf(NeighbourEntry entry) =>
        entry.Range ?? IpPrefix.Host(entry.Peer.RemoteAddress);

    private static NeighbourEntry[] Of(TcpEndpoint endpoint, IReadOnlyList<NeighbourEntry> all) =>
        [.. all.Where(n => AddressOf(n).Address.IsV4 == endpoint.Address.IsV4)];

    // RFC 5082 §3: our half of the handshake must pass a peer's check, so it leaves with 255 where any peer checks; and
    // where all do, whoever comes from too far is not even answered.
    private static TcpOptions OptionsFor(NeighbourEntry[] neighbours)
    {
        bool isChecked = neighbours.Any(static n => n.Peer.MinTtl > 0);
        byte least = neighbours.Length == 0 ? (byte)0 : neighbours.Min(static n => n.Peer.MinTtl);
        return new TcpOptions(isChecked ? byte.MaxValue : (byte)0, least, PeerSockets.BgpTos);
    }

    private static void ChangeKeys(Listener listener, NeighbourEntry[] neighbours)
    {
        // A range may be of one address that is a neighbour's: then the neighbour's counts.
        Dictionary<IpPrefix, string> wanted = [];
        foreach (NeighbourEntry entry in neighbours.OrderBy(static n => n.Range is null))
        {
            if (entry.Peer.Password is { } password)
            {
                wanted[AddressOf(entry)] = password;
            }
        }

        foreach (IpPrefix gone in listener.Keys.Keys.Where(prefix => !wanted.ContainsKey(prefix)).ToArray())
        {
            listener.Socket.RemoveKey(gone);
            listener.Keys.Remove(gone);
        }

        foreach ((IpPrefix prefix, string key) in wanted)
        {
            if (!listener.Keys.TryGetValue(prefix, out string? before) || before != key)
            {
                listener.Socket.AddKey(prefix, key);
                listener.Keys[prefix] = key;
            }
        }
    }

    private void Add(TcpEndpoint endpoint, NeighbourEntry[] neighbours)
    {
        TcpOptions options = OptionsFor(neighbours);
        var listener = new Listener(new TcpListener(endpoint, options)) { Options = options };
        _listeners.Add(listener);
        ChangeKeys(listener, neighbours);
        _ready.Add(listener.Socket.Descriptor, PollEvents.Readable, ~(long)(_listeners.Count - 1));
    }

    private void Watch(PollEvents events)
    {
        for (int i = 0; i < _listeners.Count; i++)
        {
            _ready.Change(_listeners[i].Socket.Descriptor, events, ~(long)i);
        }
    }

    /// <summary>A socket with what it was told.</summary>
    private sealed class Listener(TcpListener socket)
    {
        public TcpListener Socket { get; } = socket;

        public TcpOptions Options { get; set; }

        public Dictionary<IpPrefix, string> Keys { get; } = [];
    }
}
