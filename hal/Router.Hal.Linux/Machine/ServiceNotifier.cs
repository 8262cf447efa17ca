using System;
using System.Text;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux.Machine;

/// <summary>
/// Tells whoever supervises this process that it is ready and goes on: systemd, or a board's own first process, by the
/// protocol of sd_notify(3).
/// </summary>
public sealed unsafe class ServiceNotifier : IDisposable
{
    private const int Datagram = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const long NanosecondsPerMicrosecond = 1000;

    private readonly byte[] _address = new byte[UnixSocketAddress.Size];
    private readonly uint _addressLength;
    private readonly Duration _interval;
    private readonly int _descriptor;
    private Instant _nextAt = Instant.Zero;

    /// <param name="socket">A path, or <c>@NAME</c> for one without a file.</param>
    /// <param name="interval">How often it is to hear that we go on; zero: never.</param>
    public ServiceNotifier(string socket, Duration interval)
    {
        _addressLength = UnixSocketAddress.Write(socket, _address);
        if (socket[0] == '@')
        {
            // unix(7): the first octet is zero, and the length says where the name ends.
            _address[2] = 0;
            _addressLength--;
        }

        _interval = interval;
        _descriptor = Libc.socket(UnixSocketAddress.Family, Datagram | NonBlocking | CloseOnExec, 0);
    }

    /// <summary>Null where nobody asked for it.</summary>
    public static ServiceNotifier? FromEnvironment()
    {
        string socket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET") ?? string.Empty;
        if (socket is not ['/' or '@', ..] || Encoding.UTF8.GetByteCount(socket) > UnixSocketAddress.Size - 3)
        {
            return null;
        }

        // Half the time that it has patience for, as sd_watchdog_enabled(3) recommends.
        string? patience = Environment.GetEnvironmentVariable("WATCHDOG_USEC");
        return new ServiceNotifier(socket, long.TryParse(patience, out long microseconds) && microseconds > 0
            ? new Duration(microseconds * NanosecondsPerMicrosecond / 2)
            : Duration.Zero);
    }

    /// <summary>When <see cref="Progress"/> has to be called next.</summary>
    public Instant PollAt => _interval == Duration.Zero ? Instant.Never : _nextAt;

    /// <summary>It works now.</summary>
    public void Ready(string status) => Send("READY=1\nSTATUS=" + status);

    /// <summary>It ends.</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>A line of the caller's own, such as <c>X_NAME=value</c>.</summary>
    public void Tell(string line) => Send(line.Length > 500 ? line[..500] : line);

    /// <summary>Called in every round of the loop: told as often as it is wanted.</summary>
    public void Progress(Instant now)
    {
        if (now >= PollAt)
        {
            _nextAt = now + _interval;
            Send("WATCHDOG=1");
        }
    }

    public void Dispose() => _ = Libc.close(_descriptor);

    // Nobody there, or nobody who reads, is no concern of ours.
    private void Send(string text)
    {
        fixed (byte* octets = Encoding.UTF8.GetBytes(text), address = _address)
        {
            _ = Libc.sendto(_descriptor, octets, (nuint)Encoding.UTF8.GetByteCount(text), 0, address, _addressLength);
        }
    }
}
