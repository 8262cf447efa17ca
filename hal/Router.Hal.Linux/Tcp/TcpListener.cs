using System;
using System.IO;
using Router.Hal.Linux.Native;
using Router.Wire;

namespace Router.Hal.Linux;

/// <summary>A listening TCP socket of one family.</summary>
public sealed unsafe class TcpListener : IDisposable
{
    // A whole mesh may dial within one turn of the loop; the kernel takes less where its limit is lower.
    private const int Backlog = 1024;

    private const int AcceptAttempts = 16;

    /// <exception cref="IOException">The address cannot be had; the message says why and what to do.</exception>
    public TcpListener(TcpEndpoint endpoint, TcpOptions options)
    {
        Endpoint = endpoint;
        Descriptor = Libc.socket(
            endpoint.Family, TcpSocket.Stream | TcpSocket.NonBlocking | TcpSocket.CloseOnExec, 0);
        if (Descriptor < 0)
        {
            throw new IOException($"listen on {endpoint}: {Errno.Text(Errno.Last)}");
        }

        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        uint length = endpoint.Write(new Octets(address, TcpEndpoint.StorageSize));
        if (!TcpSocketOptions.TryApply(Descriptor, endpoint.Address.IsV4, options, out string? reason))
        {
            Dispose();
            throw new IOException($"listen on {endpoint}: {reason}");
        }

        if (!TcpSocketOptions.ShareAddress(Descriptor)
            || (!endpoint.Address.IsV4 && !TcpSocketOptions.RefuseMappedIpv4(Descriptor))
            || Libc.bind(Descriptor, address, length) != 0
            || Libc.listen(Descriptor, Backlog) != 0)
        {
            int error = Errno.Last;
            Dispose();
            throw new IOException($"listen on {endpoint}: {Errno.Text(error)}{Remedy(error)}");
        }
    }

    public TcpEndpoint Endpoint { get; }

    /// <summary>Readable when somebody waits to be accepted; -1 once disposed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>
    /// Asks for TCP MD5 signatures (RFC 2385) by this key from a peer, or from every peer in a prefix.
    /// </summary>
    /// <exception cref="IOException">The kernel refuses; the message says why.</exception>
    public void AddKey(IpPrefix peers, string password)
    {
        if (!TcpSignature.TryAdd(Descriptor, peers, password, out string? reason))
        {
            throw new IOException($"peer {peers}: {reason}");
        }
    }

    /// <summary>Takes a key back; who comes from there is expected without a signature again.</summary>
    /// <exception cref="IOException">The kernel refuses; the message says why.</exception>
    public void RemoveKey(IpPrefix peers)
    {
        if (!TcpSignature.TryRemove(Descriptor, peers, out string? reason))
        {
            throw new IOException($"peer {peers}: {reason}");
        }
    }

    /// <summary>Other options for who comes from now on.</summary>
    /// <exception cref="IOException">The kernel refuses; the message says why.</exception>
    public void Change(TcpOptions options)
    {
        if (!TcpSocketOptions.TryApply(Descriptor, Endpoint.Address.IsV4, options, out string? reason))
        {
            throw new IOException($"listen on {Endpoint}: {reason}");
        }
    }

    /// <summary>
    /// Takes one connection. WouldBlock: nobody waits; Closed: the process has no descriptor left, or no memory, and
    /// whoever waits goes on waiting.
    /// </summary>
    public IoResult TryAccept(out TcpSocket socket, out TcpEndpoint remote)
    {
        byte* address = stackalloc byte[TcpEndpoint.StorageSize];
        for (int attempt = 0; attempt < AcceptAttempts; attempt++)
        {
            uint length = TcpEndpoint.StorageSize;
            int descriptor = Libc.accept4(
                Descriptor, address, &length, TcpSocket.NonBlocking | TcpSocket.CloseOnExec);
            if (descriptor >= 0)
            {
                socket = new TcpSocket(descriptor);
                remote = TcpEndpoint.Read(new OctetsIn(address, (int)length));
                return IoResult.Done;
            }

            switch (Errno.Last)
            {
                case Errno.Emfile or Errno.Enfile or Errno.Enobufs or Errno.Enomem:
                    (socket, remote) = (new TcpSocket(-1), default);
                    return IoResult.Closed;
                case Errno.Eagain:
                    attempt = AcceptAttempts;
                    break;
                default:
                    // accept(2): errors of the network that the new connection already met; the next one may be well.
                    break;
            }
        }

        (socket, remote) = (new TcpSocket(-1), default);
        return IoResult.WouldBlock;
    }

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }
    }

    private static string Remedy(int error) => error switch
    {
        Errno.Eaddrinuse => "; another BGP daemon listens there: stop it, or choose another address or port",
        Errno.Eaddrnotavail => "; the address must be one of this machine's: `ip addr` lists them",
        Errno.Eacces => "; ports below 1024 take root or CAP_NET_BIND_SERVICE",
        _ => string.Empty,
    };
}
