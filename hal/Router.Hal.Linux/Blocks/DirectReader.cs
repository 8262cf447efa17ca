using System;
using System.Runtime.InteropServices;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Blocks;

/// <summary>
/// Reads by O_DIRECT: what comes back was on the medium, not in the page cache. Not every file system knows it, and
/// none reads across an odd border; then the caller reads what the cache, emptied before, fetches again.
/// </summary>
internal sealed unsafe class DirectReader : IDisposable
{
    private const int CloseOnExec = 0x80000;
    private const int BufferLength = 1 << 20;
    private const int Alignment = 4096;

    private readonly int _descriptor;
    private byte* _buffer;

    internal DirectReader(string path)
    {
        fixed (byte* name = NativeText.Of(path))
        {
            _descriptor = Libc.open(name, Direct | CloseOnExec, 0);
        }

        _buffer = (byte*)NativeMemory.AlignedAlloc(BufferLength, Alignment);
    }

    // The one flag here whose number depends on the architecture: asm/fcntl.h.
    private static int Direct =>
        RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x10000 : 0x4000;

    internal bool TryRead(long offset, Octets octets)
    {
        for (int done = 0; done < octets.Length;)
        {
            int wanted = Math.Min(octets.Length - done, BufferLength);
            nint got = _descriptor < 0
                ? -1
                : Libc.pread(_descriptor, _buffer, (nuint)wanted, (nint)(offset + done));
            if (got <= 0)
            {
                return false; // also for an error of the medium: the other way meets it again and has words for it
            }

            new OctetsIn(_buffer, (int)got).CopyTo(octets[done..]);
            done += (int)got;
        }

        return true;
    }

    public void Dispose()
    {
        if (_descriptor >= 0)
        {
            _ = Libc.close(_descriptor);
        }

        NativeMemory.AlignedFree(_buffer);
        _buffer = null;
    }
}
