using System;
using System.IO;
using System.Threading;
using Microsoft.Win32.SafeHandles;

namespace Router.Boards.Init.Slots;

/// <summary>
/// A small file of the boot partition, open on the partition's device. Its first 512 octets are rewritten in place: a
/// disk writes a sector whole or not, so a power cut leaves the file as it was or as it is to be.
/// </summary>
internal sealed class BootFile : IDisposable
{
    private const int Sector = 512;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly SafeFileHandle _device;
    private readonly FatFile _place;
    private readonly string _name;

    /// <exception cref="IOException">The device cannot be had, or the file is not as it has to be.</exception>
    public BootFile(string device, string name)
    {
        _name = $"{name} on {device}";
        _device = Open(device);
        try
        {
            _place = new FatReader(_device).Find(name);
        }
        catch (InvalidDataException e)
        {
            _device.Dispose();
            throw new IOException($"{device}: {e.Message}", e);
        }
        catch
        {
            _device.Dispose();
            throw;
        }
    }

    /// <summary>All of the file.</summary>
    public byte[] Read()
    {
        byte[] octets = new byte[Math.Min(_place.Length, 64 * 1024)];
        return RandomAccess.Read(_device, octets, _place.Offset) == octets.Length
            ? octets
            : throw new IOException($"{_name}: cut off");
    }

    /// <summary>Writes what differs; it is on the disk when this returns.</summary>
    /// <param name="octets">The whole file, of the same length, the same from octet 512 on.</param>
    public void Rewrite(byte[] octets)
    {
        byte[] old = Read();
        if (old.Length != octets.Length)
        {
            throw new IOException($"{_name}: has {old.Length} octets, not {octets.Length}");
        }

        int first = Math.Min(Sector, old.Length);
        if (!old.AsSpan(first).SequenceEqual(octets.AsSpan(first)))
        {
            throw new IOException($"{_name}: is not as it was written: it has something behind its first sector");
        }

        if (!old.AsSpan().SequenceEqual(octets))
        {
            RandomAccess.Write(_device, octets.AsSpan(0, first), _place.Offset);
        }
    }

    public void Dispose() => _device.Dispose();

    // Locked: the first process and the node change the same file.
    private static SafeFileHandle Open(string device)
    {
        for (long end = Environment.TickCount64 + (long)s_patience.TotalMilliseconds; ; Thread.Sleep(10))
        {
            try
            {
                return File.OpenHandle(
                    device, FileMode.Open, FileAccess.ReadWrite, FileShare.None, FileOptions.WriteThrough);
            }
            catch (IOException e) when (e is not (FileNotFoundException or DirectoryNotFoundException)
                && Environment.TickCount64 < end)
            {
            }
        }
    }
}
