using System;
using System.Collections.Generic;
using System.Linq;
using System.Net;
using System.Net.Sockets;
using System.Threading;

namespace Router.Tests.Interop.Support.Monitoring;

/// <summary>A BMP collector inside a namespace. It keeps what it reads, by connection.</summary>
internal sealed class BmpSink : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Socket _listener;
    private readonly Thread _thread;
    private readonly List<List<BmpMessage>> _sessions = [];
    private readonly bool _reads;
    private Socket? _current;
    private Exception? _failure;

    /// <param name="place">Where it listens, on port 11019 of the loopback interface.</param>
    /// <param name="reads">Else it only accepts, with a small buffer.</param>
    public BmpSink(NetNamespace place, bool reads = true)
    {
        _reads = reads;
        _listener = NamespaceSocket.Listen(place, new IPEndPoint(IPAddress.Loopback, 11019), reads ? 0 : 4096);
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    /// <summary>Connections that were accepted.</summary>
    public int Sessions
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Count;
            }
        }
    }

    /// <summary>What one connection has brought so far.</summary>
    public IReadOnlyList<BmpMessage> Messages(int session)
    {
        lock (_lock)
        {
            return _failure is null
                ? session < _sessions.Count ? _sessions[session].ToArray() : []
                : throw new InvalidOperationException("what came is not BMP", _failure);
        }
    }

    public IEnumerable<BmpMessage> Messages(int session, byte type, string? peer = null) =>
        Messages(session).Where(message => message.Type == type && (peer is null || message.Peer == peer));

    /// <summary>Goes away, without a word; whoever dials again is accepted.</summary>
    public void HangUp()
    {
        lock (_lock)
        {
            _current?.Dispose();
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        HangUp();
        _thread.Join();
    }

    private void Serve()
    {
        while (true)
        {
            Socket socket;
            try
            {
                socket = _listener.Accept();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            List<BmpMessage> messages = [];
            lock (_lock)
            {
                _current?.Dispose();
                _current = socket;
                _sessions.Add(messages);
            }

            if (_reads)
            {
                Read(socket, messages);
            }
        }
    }

    private void Read(Socket socket, List<BmpMessage> messages)
    {
        try
        {
            using NetworkStream stream = new(socket);
            while (BmpMessage.Read(stream) is { } message)
            {
                lock (_lock)
                {
                    messages.Add(message);
                }
            }
        }
        catch (Exception e) when (e is System.IO.IOException or ObjectDisposedException)
        {
            // Hung up.
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }
}
