using System;
using System.Buffers.Binary;
using System.IO;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Router.Boards.Init.Slots;

/// <summary>
/// Finds a file in the root folder of a FAT file system (Microsoft's FAT32 specification 1.03), read only and without a
/// mount: the one who owns the boot partition is the boot loader.
/// </summary>
public sealed class FatReader
{
    private const int EntrySize = 32;
    private const int MostEntries = 65_536;
    private const byte EndOfFolder = 0;
    private const byte VolumeOrLongName = 0x08;
    private const byte IsFolder = 0x10;

    private readonly SafeFileHandle _volume;
    private readonly int _sector;
    private readonly int _cluster;
    private readonly int _bits;
    private readonly long _fat;
    private readonly long _root;
    private readonly int _rootEntries;
    private readonly uint _rootCluster;
    private readonly long _data;
    private readonly uint _clusters;

    /// <exception cref="InvalidDataException">There is no FAT file system.</exception>
    public FatReader(SafeFileHandle volume)
    {
        _volume = volume;
        byte[] head = new byte[512];
        Read(0, head);
        _sector = Word(head, 11);
        _cluster = _sector * head[13];
        int fats = head[16];
        _rootEntries = Word(head, 17);
        long sectors = Word(head, 19) != 0 ? Word(head, 19) : Long(head, 32);
        long fatSectors = Word(head, 22) != 0 ? Word(head, 22) : Long(head, 36);
        if (head[510] != 0x55 || head[511] != 0xaa || _sector is not (512 or 1024 or 2048 or 4096)
            || !int.IsPow2(head[13]) || fats is 0 or > 4 || fatSectors == 0)
        {
            throw new InvalidDataException("there is no FAT file system");
        }

        _fat = (long)Word(head, 14) * _sector;
        _root = _fat + (fats * fatSectors * _sector);
        _data = _root + ((long)((_rootEntries * EntrySize) + _sector - 1) / _sector * _sector);
        _clusters = (uint)Math.Max(((sectors * _sector) - _data) / _cluster, 0);

        // As Linux and mkfs.fat have it: the old field for the table's size is 0 in FAT32 alone.
        bool isFat32 = Word(head, 22) == 0;
        _rootCluster = isFat32 ? (uint)Long(head, 44) : 0;
        _bits = isFat32 ? 32 : _clusters < 4085 ? 12 : 16;
    }

    /// <summary>12, 16 or 32.</summary>
    public int Bits => _bits;

    /// <summary>The place of a file by its name, as <c>slots.env</c>.</summary>
    /// <exception cref="InvalidDataException">It is missing, in pieces, or the file system is broken.</exception>
    public FatFile Find(string name)
    {
        byte[] wanted = Short(name);
        byte[] entry = new byte[EntrySize];
        for (int i = 0; i < MostEntries && TryReadRootEntry(i, entry) && entry[0] != EndOfFolder; i++)
        {
            if ((entry[11] & (VolumeOrLongName | IsFolder)) == 0 && entry.AsSpan(0, 11).SequenceEqual(wanted))
            {
                uint first = (uint)Word(entry, 26) | (_bits == 32 ? (uint)Word(entry, 20) << 16 : 0);
                return Place(name, first, Long(entry, 28));
            }
        }

        throw new InvalidDataException($"there is no file {name} in the root folder");
    }

    private FatFile Place(string name, uint first, long length)
    {
        long needed = (length + _cluster - 1) / _cluster;
        if (length == 0 || first < 2 || first - 2 + needed > _clusters || length > int.MaxValue)
        {
            throw new InvalidDataException(
                length == 0 ? $"{name} is empty" : $"{name} does not lie in the file system");
        }

        for (uint cluster = first; cluster < first + needed - 1; cluster++)
        {
            if (Next(cluster) != cluster + 1)
            {
                throw new InvalidDataException($"{name} is in pieces: it cannot be rewritten in place");
            }
        }

        return new FatFile(OffsetOf(first), (int)length);
    }

    private bool TryReadRootEntry(int index, byte[] entry)
    {
        long at = (long)index * EntrySize;
        if (_bits != 32)
        {
            if (index < _rootEntries)
            {
                Read(_root + at, entry);
            }

            return index < _rootEntries;
        }

        uint cluster = _rootCluster;
        for (long skip = at / _cluster; skip > 0; skip--)
        {
            cluster = Next(cluster);
        }

        bool isThere = cluster >= 2 && cluster - 2 < _clusters;
        if (isThere)
        {
            Read(OffsetOf(cluster) + (at % _cluster), entry);
        }

        return isThere;
    }

    private long OffsetOf(uint cluster) => _data + ((long)(cluster - 2) * _cluster);

    // What follows a cluster in its chain; all marks of an end are beyond the last cluster.
    private uint Next(uint cluster)
    {
        byte[] octets = new byte[4];
        if (cluster - 2 >= _clusters)
        {
            return uint.MaxValue;
        }

        switch (_bits)
        {
            case 12:
                Read(_fat + cluster + (cluster / 2), octets.AsSpan(0, 2));
                int pair = Word(octets, 0);
                return (uint)(cluster % 2 == 0 ? pair & 0xfff : pair >> 4);
            case 16:
                Read(_fat + (2L * cluster), octets.AsSpan(0, 2));
                return (uint)Word(octets, 0);
            default:
                Read(_fat + (4L * cluster), octets);
                return (uint)Long(octets, 0) & 0x0fff_ffff;
        }
    }

    // "slots.env" as "SLOTS   ENV".
    private static byte[] Short(string name)
    {
        string[] parts = name.ToUpperInvariant().Split('.', 2);
        return Encoding.ASCII.GetBytes(parts[0].PadRight(8)[..8] + (parts.Length > 1 ? parts[1] : "").PadRight(3)[..3]);
    }

    private static int Word(ReadOnlySpan<byte> octets, int at) =>
        BinaryPrimitives.ReadUInt16LittleEndian(octets[at..]);

    private static long Long(ReadOnlySpan<byte> octets, int at) =>
        BinaryPrimitives.ReadUInt32LittleEndian(octets[at..]);

    private void Read(long offset, Span<byte> octets)
    {
        if (RandomAccess.Read(_volume, octets, offset) != octets.Length)
        {
            throw new InvalidDataException("the file system is cut off");
        }
    }
}
