using System;
using System.Collections.Generic;
using System.Net;
using System.Net.Sockets;

namespace Router.Fuzz.Tcp;

/// <summary>One end of a session that a test writes by hand, over a socket.</summary>
internal sealed class TcpPeer : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] _buffer = new byte[65536];
    private readonly List<byte> _partial = [];

    private TcpPeer()
    {
    }

    /// <summary>Whole messages that came, header and all.</summary>
    public List<byte[]> Messages { get; } = [];

    public bool IsClosed { get; private set; }

    /// <summary>Null when nobody listens there now.</summary>
    public static TcpPeer? TryConnect(IPAddress from, IPEndPoint to)
    {
        TcpPeer peer = new();
        try
        {
            peer._socket.NoDelay = true;
            peer._socket.Bind(new IPEndPoint(from, 0));
            peer._socket.Connect(to);
            peer._socket.Blocking = false;
            return peer;
        }
        catch (SocketException)
        {
            peer.Dispose();
            return null;
        }
    }

    /// <summary>Reads what is there; gives up to <paramref name="wait"/> for something to come.</summary>
    public void Read(TimeSpan wait)
    {
        while (!IsClosed && _socket.Poll(wait, SelectMode.SelectRead))
        {
            wait = TimeSpan.Zero;
            int count = 0;
            try
            {
                count = _socket.Receive(_buffer);
            }
            catch (SocketException)
            {
                // A reset is an end, too.
            }

            IsClosed = count == 0;
            _partial.AddRange(_buffer.AsSpan(0, count));
            Split();
        }
    }

    /// <summary>Sends all, reading meanwhile so that neither side waits for the other for ever.</summary>
    public void Send(string hex)
    {
        ReadOnlySpan<byte> octets = Convert.FromHexString(hex);
        while (!octets.IsEmpty && !IsClosed)
        {
            try
            {
                octets = octets[_socket.Send(octets)..];
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.WouldBlock)
            {
                _socket.Poll(TimeSpan.FromMilliseconds(50), SelectMode.SelectWrite);
                Read(TimeSpan.Zero);
            }
            catch (SocketException)
            {
                Read(TimeSpan.Zero);
                IsClosed = true;
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Split()
    {
        while (_partial.Count >= 19)
        {
            int length = (_partial[16] << 8) | _partial[17];
            if (_partial.Count < length)
            {
                return;
            }

            Messages.Add(_partial.GetRange(0, length).ToArray());
            _partial.RemoveRange(0, length);
        }
    }
}
