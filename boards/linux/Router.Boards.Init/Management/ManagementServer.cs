using System.Collections.Generic;
using Router.Hal.Linux;
using Router.Node;
using Router.Tcp;
using Router.Wire;

namespace Router.Boards.Init.Management;

/// <summary>The management connection on the board's own TCP: who may come in, and who has come in.</summary>
public sealed class ManagementServer : ITcpService
{
    /// <summary>The port, where nobody asks for another.</summary>
    public const ushort DefaultPort = 8179;

    private const int MostConnections = 4;

    // What a client or the slot's thread has done meanwhile is looked at so often; only while somebody is there.
    private static readonly Duration s_interval = Duration.FromMilliseconds(20);

    private readonly Dictionary<TcpHandle, ManagementConnection> _connections = [];
    private readonly List<TcpHandle> _gone = [];
    private readonly BoardUpdates _updates;
    private readonly KernelEntropy _entropy = new();
    private Instant _next = Instant.Zero;

    public ManagementServer(BoardUpdates updates) => _updates = updates;

    public ushort Port { get; init; } = DefaultPort;

    public Instant PollAt() => Instant.Min(_connections.Count > 0 ? _next : Instant.Never, _updates.PollAt);

    public void OnEvent(TcpStack tcp, TcpHandle connection, TcpEvent what, Instant now)
    {
        if (what == TcpEvent.Accepted)
        {
            if (_connections.Count >= MostConnections)
            {
                tcp.Close(connection, TcpRest.Refuse, now);
                return;
            }

            byte[] nonce = new byte[Router.Slots.Management.BoardHello.NonceLength];
            _entropy.Fill(nonce);
            _connections[connection] = new ManagementConnection(_updates, nonce, now);
        }
        else if (what is TcpEvent.Closed or TcpEvent.Reset or TcpEvent.TimedOut or TcpEvent.Refused)
        {
            if (_connections.Remove(connection, out ManagementConnection? gone))
            {
                gone.Dispose();
            }

            return;
        }

        Serve(tcp, connection, now, what == TcpEvent.PeerClosed);
    }

    public void Poll(TcpStack tcp, Instant now)
    {
        _updates.Poll(now);
        if (_connections.Count == 0 || now < _next)
        {
            return;
        }

        _next = now + s_interval;
        _gone.AddRange(_connections.Keys);
        foreach (TcpHandle connection in _gone)
        {
            Serve(tcp, connection, now, isClosed: false);
        }

        _gone.Clear();
    }

    private void Serve(TcpStack tcp, TcpHandle handle, Instant now, bool isClosed)
    {
        if (!_connections.TryGetValue(handle, out ManagementConnection? connection))
        {
            return;
        }

        connection.Poll(tcp, handle, now);
        if (connection.IsOver || isClosed)
        {
            _connections.Remove(handle);
            connection.Dispose();
            tcp.Close(handle, TcpRest.Discard, now);
        }
    }
}
