using System.Diagnostics.CodeAnalysis;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>
/// A TCP connection of the kernel's, by its descriptor. Never blocks, never raises SIGPIPE, never throws; the owner
/// closes it once.
/// </summary>
public readonly unsafe record struct TcpSocket(int Descriptor)
{
    internal const int Stream = 1;
    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    private const int NoSignal = 0x4000;
    private const int ShutdownWrite = 1;

    /// <summary>
    /// Begins to connect: the descriptor becomes writable when it is decided, and <see cref="DialError"/> says how.
    /// </summary>
    /// <param name="local">Where from; a zero address leaves it to the routing table.</param>
    /// <param name="remote">Where to.</param>
    /// <param name="options">TTL and the like.</param>
    /// <param name="password">TCP MD5 key (RFC 2385); null for none.</param>
    /// <param name="socket">The connection under way.</param>
    /// <param name="reason">Why not, in words.</param>
    public static bool TryDial(TcpEndpoint local, TcpEndpoint remote, TcpOptions options, string? password,
        out TcpSocket socket, [NotNullWhen(false)] out string? reason)
    {
        socket = new TcpSocket(Libc.socket(remote.Family, Stream | NonBlocking | CloseOnExec, 0));
        if (socket.Descriptor < 0)
        {
            reason = Errno.Text(Errno.Last);
            return false;
        }

        if (!TcpSocketOptions.TryApply(socket.Descriptor, remote.Address.IsV4, options, out reason)
            || (password is not null
                && !TcpSignature.TryAdd(socket.Descriptor, IpPrefix.Host(remote.Address), password, out reason))
            || !socket.TryBind(local, out reason)
            || !socket.TryConnect(remote, out reason))
        {
            socket.Close();
            return false;
        }

        return true;
    }

    /// <summary>How a dial ended: null when it is connected, else why not.</summary>
    public string? DialError()
    {
        int error = TcpSocketOptions.TakeError(Descriptor);
        return error == 0 ? null : Errno.Text(error);
    }

    /// <summary>Our end; zero when the connection is gone.</summary>
    public TcpEndpoint Local
    {
        get
        {
            byte* address = stackalloc byte[TcpEndpoint.StorageSize];
            uint length = TcpEndpoint.StorageSize;
            return Libc.getsockname(Descriptor, address, &length) == 0
                ? TcpEndpoint.Read(new OctetsIn(address, (int)length))
                : default;
        }
    }

    /// <summary>Sets TTL and the like on a connection that was accepted.</summary>
    public bool TryApply(bool isV4, TcpOptions options, [NotNullWhen(false)] out string? reason) =>
        TcpSocketOptions.TryApply(Descriptor, isV4, options, out reason);

    /// <summary>Reads what is there; <paramref name="count"/> is positive when done.</summary>
    public IoResult Receive(Octets buffer, out int count)
    {
        fixed (byte* start = buffer)
        {
            nint got;
            do
            {
                got = Libc.recv(Descriptor, start, (nuint)buffer.Length, 0);
            }
            while (got < 0 && Errno.Last == Errno.Eintr);

            return DescriptorIo.Outcome(got, out count);
        }
    }

    /// <summary>Writes as much as fits; <paramref name="count"/> may be less than asked.</summary>
    public IoResult Send(OctetsIn octets, out int count)
    {
        fixed (byte* start = octets)
        {
            nint put;
            do
            {
                put = Libc.send(Descriptor, start, (nuint)octets.Length, NoSignal);
            }
            while (put < 0 && Errno.Last == Errno.Eintr);

            return DescriptorIo.Outcome(put, out count);
        }
    }

    /// <summary>
    /// Acknowledges what was received without waiting for something to send along. The kernel forgets that soon, so it
    /// is said after each read: for testers, not for daemons.
    /// </summary>
    public void AcknowledgeAtOnce() => TcpSocketOptions.AcknowledgeAtOnce(Descriptor);

    /// <summary>
    /// Says that no more is to come, after all that was sent. Closing at once instead would make the kernel answer
    /// what the peer still sends with a reset, which overtakes our last message there.
    /// </summary>
    public void EndOutput() => _ = Libc.shutdown(Descriptor, ShutdownWrite);

    public void Close() => _ = Libc.close(Descriptor);

    /// <summary>Closes with a reset.</summary>
    public void Abort()
    {
        TcpSocketOptions.ResetOnClose(Descriptor);
        Close();
    }

    private bool TryBind(TcpEndpoint local, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        if (local.Address.IsZero)
        {
            return true;
        }

        TcpSocketOptions.ChoosePortAtConnect(Descriptor);
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        uint length = local.Write(new Octets(address, TcpEndpoint.StorageSize));
        if (Libc.bind(Descriptor, address, length) != 0)
        {
            reason = $"from {local.Address}: {Errno.Text(Errno.Last)}";
        }

        return reason is null;
    }

    private bool TryConnect(TcpEndpoint remote, [NotNullWhen(false)] out string? reason)
    {
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        uint length = remote.Write(new Octets(address, TcpEndpoint.StorageSize));
        reason = Libc.connect(Descriptor, address, length) != 0 && Errno.Last != Errno.Einprogress
            ? Errno.Text(Errno.Last)
            : null;
        return reason is null;
    }
}
