using System;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// A listening Unix-domain stream socket, readable and writable by its owner alone. Replaces the file that a dead
/// process
/// left behind, never one where somebody answers; removes its own file when disposed.
/// </summary>
public sealed unsafe class UnixListener : IDisposable
{
    private const int Stream = 1;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int Backlog = 16;
    private const uint OwnerOnly = 0x180; // 0600

    public UnixListener(string path)
    {
        Path = path;
        RemoveStale(path);
        byte* address = stackalloc byte[UnixSocketAddress.Size];
        uint length = UnixSocketAddress.Write(path, new Octets(address, UnixSocketAddress.Size));
        Descriptor = Libc.socket(UnixSocketAddress.Family, Stream | NonBlocking | CloseOnExec, 0);
        if (Descriptor < 0)
        {
            throw new IOException($"{path}: {Errno.Text(Errno.Last)}");
        }

        // Nobody can connect before listen, so the mode is in place before it matters.
        if (Libc.bind(Descriptor, address, length) != 0
            || Libc.chmod(address + 2, OwnerOnly) != 0
            || Libc.listen(Descriptor, Backlog) != 0)
        {
            int error = Errno.Last;
            _ = Libc.close(Descriptor);
            throw new IOException(error == Errno.Enoent
                ? $"{path}: its directory does not exist"
                : $"{path}: {Errno.Text(error)}");
        }
    }

    public string Path { get; }

    /// <summary>Polls readable when <see cref="TryAccept"/> has a connection; -1 once disposed.</summary>
    public int Descriptor { get; private set; }

    /// <summary>Takes one waiting connection, or null.</summary>
    public UnixConnection? TryAccept()
    {
        int descriptor = Libc.accept4(Descriptor, null, null, NonBlocking | CloseOnExec);
        return descriptor < 0 ? null : new UnixConnection(descriptor);
    }

    public void Dispose()
    {
        if (Descriptor < 0)
        {
            return;
        }

        _ = Libc.close(Descriptor);
        Descriptor = -1;
        Unlink(Path);
    }

    private static void RemoveStale(string path)
    {
        using UnixConnection? alive = UnixConnection.TryConnect(path, out int error);
        if (alive is not null || error == Errno.Eagain)
        {
            throw new IOException($"{path}: another process listens there: is this board running already?");
        }

        // Refused also comes from a file that is no socket: that one is not ours to remove.
        if (error == Errno.Econnrefused && IsSocket(path))
        {
            Unlink(path);
        }
    }

    // open(2): ENXIO for a socket, success for a file. The layout of struct stat differs from machine to machine.
    private static bool IsSocket(string path)
    {
        byte* address = stackalloc byte[UnixSocketAddress.Size];
        _ = UnixSocketAddress.Write(path, new Octets(address, UnixSocketAddress.Size));
        int descriptor = Libc.open(address + 2, NonBlocking | CloseOnExec, 0);
        if (descriptor >= 0)
        {
            _ = Libc.close(descriptor);
            return false;
        }

        return Errno.Last == Errno.Enxio;
    }

    private static void Unlink(string path)
    {
        byte* address = stackalloc byte[UnixSocketAddress.Size];
        _ = UnixSocketAddress.Write(path, new Octets(address, UnixSocketAddress.Size));
        _ = Libc.unlink(address + 2);
    }
}
