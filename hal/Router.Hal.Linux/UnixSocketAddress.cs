using System;
using System.IO;
using System.Text;

namespace Router.Hal.Linux;

/// <summary>struct sockaddr_un for a path: family in host order, then the path and its terminating zero.</summary>
internal static class UnixSocketAddress
{
    internal const int Family = 1;
    internal const int Size = 110;

    internal static uint Write(string path, Octets address)
    {
        int length = Encoding.UTF8.GetByteCount(path);
        if (length == 0 || length > Size - 3)
        {
            throw new PathTooLongException(
                $"'{path}' cannot name a socket: the kernel takes 1 to {Size - 3} octets, this has {length}");
        }

        address.Clear();
        BitConverter.TryWriteBytes(address, (ushort)Family);
        Encoding.UTF8.GetBytes(path, address[2..]);
        return (uint)(2 + length + 1);
    }
}
