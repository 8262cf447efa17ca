using System;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using System.Threading;
using Router.Lab.Qemu.Host;

namespace Router.Lab.Qemu.Control;

/// <summary>JSON objects over a Unix socket, one a line, as QMP has them; each wait has its limit.</summary>
internal sealed class QmpChannel : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string _path;
    private byte[] _buffer = new byte[4096];
    private int _end;

    /// <exception cref="LabQemuException">Nobody listens there within the time given.</exception>
    public QmpChannel(string path, TimeSpan limit)
    {
        _path = path;
        for (Stopwatch watch = Stopwatch.StartNew(); ; Thread.Sleep(s_pause))
        {
            try
            {
                _socket.Connect(new UnixDomainSocketEndPoint(path));
                return;
            }
            catch (SocketException) when (watch.Elapsed < limit)
            {
                // QEMU makes its sockets one after another.
            }
            catch (SocketException e)
            {
                _socket.Dispose();
                throw new LabQemuException(
                    $"no line to QEMU, {path}: {e.Message}; has it ended? What it said tells", e);
            }
        }
    }

    /// <summary>Sends one object.</summary>
    /// <exception cref="LabQemuException">QEMU has ended.</exception>
    public void Send(ReadOnlySpan<byte> json)
    {
        try
        {
            // A lone line break: QEMU answers when the object is complete, whatever the pieces.
            _socket.Send(json);
            _socket.Send("\n"u8);
        }
        catch (SocketException e)
        {
            throw Ended(e);
        }
    }

    /// <summary>The next object; null: none within the time given.</summary>
    /// <exception cref="LabQemuException">QEMU has ended, or speaks another language.</exception>
    public JsonElement? Receive(TimeSpan limit)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); ;)
        {
            int line = _buffer.AsSpan(0, _end).IndexOf((byte)'\n');
            if (line >= 0)
            {
                JsonElement message = Parse(_buffer.AsSpan(0, line));
                _end -= line + 1;
                _buffer.AsSpan(line + 1, _end).CopyTo(_buffer);
                return message;
            }

            TimeSpan left = limit - watch.Elapsed;
            if (!_socket.Poll(left > TimeSpan.Zero ? left : TimeSpan.Zero, SelectMode.SelectRead))
            {
                return null;
            }

            Fill();
        }
    }

    public void Dispose() => _socket.Dispose();

    private void Fill()
    {
        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _end * 2);
        }

        try
        {
            int count = _socket.Receive(_buffer.AsSpan(_end));
            _end += count > 0 ? count : throw Ended(null);
        }
        catch (SocketException e)
        {
            throw Ended(e);
        }
    }

    private JsonElement Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            return JsonElement.ParseValue(ref reader);
        }
        catch (JsonException e)
        {
            throw new LabQemuException(
                $"{_path} does not speak QMP: is it the machine's control socket? {e.Message}", e);
        }
    }

    private LabQemuException Ended(Exception? cause) =>
        new($"QEMU ended the line {_path}: the machine is gone; what QEMU said tells why", cause!);
}
