using System;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux.Blocks;

/// <summary>
/// A disk, or a file that stands for one, opened to be written whole. On a disk O_EXCL keeps mounts, swap and other
/// writers of this kind away, and fails while one is there, also in a mount namespace we cannot see; the lock keeps
/// udev from probing a half-written disk (systemd's block device locking).
/// </summary>
public sealed unsafe class BlockFile : IDisposable
{
    private const int ReadWrite = 2;
    private const int Create = 0x40;
    private const int Exclusive = 0x80;
    private const int CloseOnExec = 0x80000;
    private const int LockExclusive = 2;
    private const int LockWithoutWaiting = 4;
    private const int AdviseDontNeed = 4;
    private const nuint FlushBuffers = 0x1261;
    private const nuint RereadPartitionTable = 0x125f;
    private const nuint SizeInBytes = 0x8008_1272;
    private const uint OwnerWritesOthersRead = 0x1a4;

    private readonly string _path;
    private readonly int _descriptor;
    private readonly DirectReader _direct;

    private BlockFile(string path, int flags)
    {
        _path = path;
        _descriptor = Open(path, flags | ReadWrite | CloseOnExec);
        _direct = new DirectReader(path);
        try
        {
            Identity = FileIdentity.Of(_descriptor, path);
            if (Libc.flock(_descriptor, LockExclusive | LockWithoutWaiting) != 0)
            {
                throw Failure(Errno.Last == Errno.Eagain ? "another program has locked it" : Errno.Text(Errno.Last));
            }

            Length = IsDevice ? DeviceSize() : Identity.Size;
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public FileIdentity Identity { get; }

    public long Length { get; private set; }

    private bool IsDevice => Identity.Kind == FileKind.BlockDevice;

    public static BlockFile OpenDevice(string path) => new(path, Exclusive);

    public static BlockFile OpenFile(string path) => new(path, 0);

    /// <summary>Makes a file, which must not be there yet.</summary>
    public static BlockFile CreateFile(string path) => new(path, Create | Exclusive);

    /// <summary>Gives a file, not a device, another length.</summary>
    public void Resize(long length)
    {
        if (Libc.ftruncate(_descriptor, (nint)length) != 0)
        {
            throw Failure(Errno.Text(Errno.Last));
        }

        Length = length;
    }

    public void Write(long offset, OctetsIn octets)
    {
        fixed (byte* start = octets)
        {
            for (int done = 0; done < octets.Length;)
            {
                nint put = Libc.pwrite(_descriptor, start + done, (nuint)(octets.Length - done), (nint)(offset + done));
                if (put > 0)
                {
                    done += (int)put;
                }
                else if (put == 0 || Errno.Last != Errno.Eintr)
                {
                    throw Failure($"writing at {offset + done}: {(put == 0 ? "no space" : Errno.Text(Errno.Last))}");
                }
            }
        }
    }

    /// <summary>Reads what the medium has, past the page cache where the kernel lets us.</summary>
    public void Read(long offset, Octets octets)
    {
        if (_direct.TryRead(offset, octets))
        {
            return;
        }

        fixed (byte* start = octets)
        {
            for (int done = 0; done < octets.Length;)
            {
                nint got = Libc.pread(_descriptor, start + done, (nuint)(octets.Length - done), (nint)(offset + done));
                if (got > 0)
                {
                    done += (int)got;
                }
                else if (got == 0 || Errno.Last != Errno.Eintr)
                {
                    throw Failure($"reading at {offset + done}: {(got == 0 ? "the end" : Errno.Text(Errno.Last))}");
                }
            }
        }
    }

    /// <summary>Returns when the medium says that it has all that was written, and forgets it here.</summary>
    public void Flush()
    {
        if (Libc.fsync(_descriptor) != 0)
        {
            throw Failure($"flushing: {Errno.Text(Errno.Last)}");
        }

        // Clean by now. BLKFLSBUF is for root alone; a member of the group disk gets by with the advice.
        _ = Libc.posix_fadvise(_descriptor, 0, 0, AdviseDontNeed);
        if (IsDevice)
        {
            _ = Libc.ioctl(_descriptor, FlushBuffers, null);
        }
    }

    /// <summary>Shows the kernel the new partitions; false where it keeps the old ones.</summary>
    public bool RereadPartitions() => IsDevice && Libc.ioctl(_descriptor, RereadPartitionTable, null) == 0;

    public void Dispose()
    {
        _direct.Dispose();
        _ = Libc.close(_descriptor);
    }

    private static int Open(string path, int flags)
    {
        fixed (byte* name = NativeText.Of(path))
        {
            int descriptor = Libc.open(name, flags, OwnerWritesOthersRead);
            return descriptor >= 0 ? descriptor : throw new IOException(path + ": " + Errno.Last switch
            {
                Errno.Eacces or Errno.Eperm => "permission denied: run this as root (sudo)",
                Errno.Ebusy => "in use by the system: mounted somewhere, or held by another program",
                int error => Errno.Text(error),
            });
        }
    }

    private long DeviceSize()
    {
        ulong size;
        return Libc.ioctl(_descriptor, SizeInBytes, &size) == 0 ? (long)size : throw Failure(Errno.Text(Errno.Last));
    }

    private IOException Failure(string what) => new($"{_path}: {what}");
}
