using System;
using System.IO;
using System.Text;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Machine;

/// <summary>The other end of <see cref="ServiceNotifier"/>.</summary>
public sealed unsafe class ServiceListener : IDisposable
{
    private const int Datagram = 2;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    /// <param name="path">A file that is made anew, and removed at the end.</param>
    /// <exception cref="IOException">It cannot be made there.</exception>
    public ServiceListener(string path)
    {
        Path = path;
        File.Delete(path);
        byte* address = stackalloc byte[UnixSocketAddress.Size];
        uint length = UnixSocketAddress.Write(path, new Octets(address, UnixSocketAddress.Size));
        Descriptor = Libc.socket(UnixSocketAddress.Family, Datagram | NonBlocking | CloseOnExec, 0);
        if (Descriptor < 0 || Libc.bind(Descriptor, address, length) != 0)
        {
            throw new IOException($"{path}: {Errno.Text(Errno.Last)}");
        }
    }

    public string Path { get; }

    /// <summary>Polls readable when <see cref="TryTake"/> has something.</summary>
    public int Descriptor { get; }

    /// <summary>One message, as <c>READY=1</c>; several settings stand on lines of their own.</summary>
    public bool TryTake(out string text)
    {
        byte* buffer = stackalloc byte[1024];
        nint count = Libc.recv(Descriptor, buffer, 1024, 0);
        text = count > 0 ? Encoding.UTF8.GetString(buffer, (int)count) : string.Empty;
        return count > 0;
    }

    public void Dispose()
    {
        _ = Libc.close(Descriptor);
        File.Delete(Path);
    }
}
