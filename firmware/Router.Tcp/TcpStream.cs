using System;
using System.IO;

namespace Router.Tcp;

/// <summary>
/// A connection as an ordinary <see cref="Stream"/>, for libraries that speak HTTP or TLS over one. A call that has to
/// wait turns the world through its pump; there is no thread behind it. The asynchronous calls complete before they
/// return, so that a simulation stays reproducible.
/// </summary>
public sealed partial class TcpStream : Stream
{
    private readonly TcpStack _stack;
    private readonly TcpHandle _handle;
    private readonly ITcpPump _pump;
    private bool _ended;
    private bool _disposed;

    public TcpStream(TcpStack stack, TcpHandle handle, ITcpPump pump)
    {
        _stack = stack;
        _handle = handle;
        _pump = pump;
    }

    /// <summary>How long one call may wait; zero is for ever.</summary>
    public Duration Patience { get; set; }

    public TcpHandle Handle => _handle;

    public override bool CanRead => !_disposed;

    public override bool CanWrite => !_disposed;

    public override bool CanSeek => false;

    public override bool CanTimeout => true;

    /// <summary>Milliseconds, −1 for ever, as <see cref="Stream"/> has it.</summary>
    public override int ReadTimeout
    {
        get => Patience == Duration.Zero ? -1 : (int)Patience.Milliseconds;
        set => Patience = value < 0 ? Duration.Zero : Duration.FromMilliseconds(value);
    }

    public override int WriteTimeout
    {
        get => ReadTimeout;
        set => ReadTimeout = value;
    }

    public override long Length => throw new NotSupportedException("a connection has no length");

    public override long Position
    {
        get => throw new NotSupportedException("a connection has no position");
        set => throw new NotSupportedException("a connection has no position");
    }

    /// <summary>Waits until a connection that was begun is established.</summary>
    public void WaitConnected()
    {
        Instant deadline = Deadline();
        while (_stack.Info(_handle).State is TcpState.SynSent or TcpState.SynReceived)
        {
            Wait(deadline);
        }

        if (_stack.Info(_handle).State == TcpState.Closed)
        {
            throw new IOException("the connection was refused or timed out");
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <summary>At least one octet, or zero when the peer has closed its direction.</summary>
    /// <exception cref="IOException">The connection was reset or timed out, or patience ran out.</exception>
    public override int Read(Span<byte> buffer)
    {
        Refuse();
        if (buffer.IsEmpty || _ended)
        {
            return 0;
        }

        Instant deadline = Deadline();
        while (true)
        {
            int count = _stack.Read(_handle, buffer, _pump.Now);
            if (count > 0)
            {
                return count;
            }

            if (count < 0)
            {
                // The end of the peer's stream leaves the handle alive; a reset or a timeout takes it away.
                _ended = _stack.Info(_handle).State != TcpState.Closed;
                return _ended ? 0 : throw new IOException("the connection was reset or timed out");
            }

            Wait(deadline);
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <summary>Returns when the send buffer has taken everything.</summary>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Refuse();
        Instant deadline = Deadline();
        while (!buffer.IsEmpty)
        {
            int taken = _stack.Send(_handle, buffer, _pump.Now);
            if (taken < 0)
            {
                throw new IOException("the connection is closed for sending");
            }

            buffer = buffer.Slice(taken);
            if (!buffer.IsEmpty)
            {
                Wait(deadline);
            }
        }
    }

    /// <summary>Nothing to do: what is written is already the stack's to send.</summary>
    public override void Flush()
    {
    }

    /// <summary>Closes our direction and leaves reading open (half-close).</summary>
    public void ShutdownSend() => _stack.Close(_handle, _pump.Now);

    public override long Seek(long offset, SeekOrigin origin) =>
        throw new NotSupportedException("a connection cannot seek");

    public override void SetLength(long value) => throw new NotSupportedException("a connection has no length");

    /// <summary>Closes in order; what is queued is still sent as the host polls on.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stack.Close(_handle, TcpRest.Discard, _pump.Now);
        }

        base.Dispose(disposing);
    }

    private Instant Deadline() => Patience == Duration.Zero ? Instant.Never : _pump.Now + Patience;

    private void Refuse()
    {
        if (!_disposed)
        {
            return;
        }

        throw new ObjectDisposedException(nameof(TcpStream));
    }

    private void Wait(Instant deadline)
    {
        if (!_pump.Advance(deadline))
        {
            throw new IOException("nothing came in time");
        }
    }
}
