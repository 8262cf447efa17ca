using System;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>One end of a Unix-domain stream connection. Never blocks and never raises SIGPIPE.</summary>
public sealed unsafe class UnixConnection : IDisposable
{
    private const int Stream = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int NoSignal = 0x4000;

    internal UnixConnection(int descriptor) => Descriptor = descriptor;

    /// <summary>For the poll loop; -1 once disposed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Connects to a listening socket, or throws an <see cref="IOException"/> that says why not.</summary>
    public static UnixConnection Connect(string path)
    {
        UnixConnection? connection = TryConnect(path, out int error);
        return connection ?? throw new IOException(error switch
        {
            Errno.Enoent => $"{path}: there is no such socket: is the board running?",
            Errno.Econnrefused => $"{path}: nobody listens: the board that made it has ended",
            Errno.Eacces => $"{path}: {Errno.Text(error)}: run as the user of the board, or as root",
            _ => $"{path}: {Errno.Text(error)}",
        });
    }

    /// <summary>Reads what is there; <paramref name="count"/> is positive when done.</summary>
    public IoResult Read(Octets buffer, out int count)
    {
        if (Descriptor < 0)
        {
            count = 0;
            return IoResult.Closed;
        }

        return DescriptorIo.Read(Descriptor, buffer, out count);
    }

    /// <summary>
    /// Writes as much as fits; <paramref name="count"/> may be less than asked: watch for writability then.
    /// </summary>
    public IoResult Write(OctetsIn octets, out int count)
    {
        if (Descriptor < 0)
        {
            count = 0;
            return IoResult.Closed;
        }

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

    public void Dispose()
    {
        if (Descriptor >= 0)
        {
            _ = Libc.close(Descriptor);
            Descriptor = -1;
        }
    }

    internal static UnixConnection? TryConnect(string path, out int error)
    {
        byte* address = stackalloc byte[UnixSocketAddress.Size];
        uint length = UnixSocketAddress.Write(path, new Octets(address, UnixSocketAddress.Size));
        int descriptor = Libc.socket(UnixSocketAddress.Family, Stream | NonBlocking | CloseOnExec, 0);
        if (descriptor >= 0 && Libc.connect(descriptor, address, length) == 0)
        {
            error = 0;
            return new UnixConnection(descriptor);
        }

        error = Errno.Last;
        if (descriptor >= 0)
        {
            _ = Libc.close(descriptor);
        }

        return null;
    }
}
