using System;
using Router.Bgp.Monitoring;
using Router.Calico.Run;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Boards.Linux.Monitoring;

/// <summary>The TCP connection of a <see cref="BmpExporter"/>, on this machine's own network.</summary>
internal sealed class BmpConnection(
    BmpExporter exporter, MetricsEndpoint collector, PollLoop loop, Action<string> tell) : IDisposable
{
    // A collector that has not answered by then will not.
    private static readonly Duration s_dialTime = Duration.FromSeconds(20);

    private readonly byte[] _ignored = new byte[1024];
    private TcpSocket? _socket;
    private Instant _dialUntil = Instant.Never;
    private bool _isConnected;
    private bool _isBlocked;
    private string? _told;

    public Instant PollAt() => Instant.Min(
        exporter.Output.Count > 0 && !_isBlocked ? Instant.Zero : exporter.PollAt(), _dialUntil);

    public void Poll(Instant now)
    {
        if (_socket is null && exporter.WantsConnection(now))
        {
            Dial(now);
        }

        if (_socket is { } dialled && !_isConnected)
        {
            FinishDial(dialled, now);
        }

        exporter.Poll(now);
        if (_socket is { } socket && _isConnected)
        {
            Serve(socket, now);
        }
    }

    public void Dispose()
    {
        if (_socket is { } socket)
        {
            exporter.Terminate();
            _ = socket.Send(exporter.Output.Pending, out _);
            loop.Unwatch(socket.Descriptor);
            socket.EndOutput();
            socket.Close();
            _socket = null;
        }
    }

    private void Dial(Instant now)
    {
        if (!TcpSocket.TryDial(default, new TcpEndpoint(collector.Address, collector.Port), default, null,
            out TcpSocket socket, out string? reason))
        {
            Tell(reason);
            exporter.OnClosed(now);
            return;
        }

        _socket = socket;
        _dialUntil = now + s_dialTime;
        loop.Watch(socket.Descriptor, PollEvents.Writable);
    }

    private void FinishDial(TcpSocket socket, Instant now)
    {
        // While the kernel dials nothing can be sent, not even nothing.
        string? error = socket.DialError();
        bool isDialling = error is null && socket.Send([], out _) == IoResult.WouldBlock;
        if (isDialling && now < _dialUntil)
        {
            return;
        }

        if (isDialling || error is not null)
        {
            HangUp(socket, error ?? "no answer", now);
            return;
        }

        _isConnected = true;
        _isBlocked = false;
        _dialUntil = Instant.Never;
        loop.Watch(socket.Descriptor, PollEvents.Readable);
        exporter.OnConnected(now);
        _told = null;
        tell($"bmp: connected to {collector.Address}:{collector.Port}");
    }

    private void Serve(TcpSocket socket, Instant now)
    {
        // RFC 7854 §3.2: a collector says nothing; reading tells when it hangs up.
        IoResult read;
        do
        {
            read = socket.Receive(_ignored, out _);
        }
        while (read == IoResult.Done);

        if (read == IoResult.Closed)
        {
            HangUp(socket, "the collector hung up", now);
            return;
        }

        _isBlocked = false;
        while (exporter.Output.Count > 0 && !_isBlocked)
        {
            IoResult result = socket.Send(exporter.Output.Pending, out int count);
            exporter.Output.Take(count);
            _isBlocked = result == IoResult.WouldBlock;
            if (result == IoResult.Closed)
            {
                HangUp(socket, "the collector hung up", now);
                return;
            }
        }

        loop.Watch(socket.Descriptor, _isBlocked ? PollEvents.Readable | PollEvents.Writable : PollEvents.Readable);
        if (exporter.MustHangUp)
        {
            HangUp(socket, "the collector does not read: what waited for it is dropped", now);
        }
    }

    private void HangUp(TcpSocket socket, string reason, Instant now)
    {
        loop.Unwatch(socket.Descriptor);
        socket.Abort();
        _socket = null;
        _isConnected = false;
        _dialUntil = Instant.Never;
        exporter.OnClosed(now);
        Tell(reason);
    }

    // When it is news: a collector that is away is dialled again and again.
    private void Tell(string reason)
    {
        if (_told != reason)
        {
            _told = reason;
            tell($"bmp: {collector.Address}:{collector.Port}: {reason}");
        }
    }
}
