using System;
using System.Runtime.CompilerServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>The way from an address to its record. A struct for each shape of index.</summary>
/// <remarks>
/// The only ordering that readers need is that of a dependency: the record's place comes out of the index, and what is
/// read of the record is read through that place. .NET's memory model keeps such reads in order on every processor,
/// ARM64 included, without a barrier, and does not let the compiler read the index a second time. The writer has
/// finished the record before the release store that puts its place there.
/// </remarks>
internal unsafe interface ISliceIndex
{
    /// <param name="image">The block.</param>
    /// <param name="address">Where the address is.</param>
    /// <param name="note">Room for what <see cref="Cell"/> needs to know later.</param>
    /// <returns>The record.</returns>
    static abstract byte* Find(byte* image, uint* address, int* note);

    /// <summary>Number of the address's cell in the record.</summary>
    static abstract nuint Cell(uint* address, int* note);

    /// <summary>
    /// The record of one address, its cell there and log2 of the addresses in a cell, all of one state of the index:
    /// what was found a moment ago may belong to records of another fineness.
    /// </summary>
    static abstract byte* FindAlone(byte* image, uint address, out nuint cell, out int cellBits);
}

/// <summary>One entry for each slice: 256 KiB, for tables that use much of the address space.</summary>
internal readonly unsafe struct FlatIndex : ISliceIndex
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Find(byte* image, uint* address, int* note)
    {
        // Loading half of an address is cheaper than shifting the whole.
        uint slice = BitConverter.IsLittleEndian ? ((ushort*)address)[1] : *address >> 16;
        return image + ((uint*)(image + SliceImage.IndexAt))[slice];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Cell(uint* address, int* note) =>
        BitConverter.IsLittleEndian ? ((byte*)address)[1] : (byte)(*address >> 8);

    public static byte* FindAlone(byte* image, uint address, out nuint cell, out int cellBits)
    {
        cell = (byte)(address >> SliceKind.Coarse);
        cellBits = SliceKind.Coarse;
        return image + ((uint*)(image + SliceImage.IndexAt))[address >> 16];
    }
}

/// <summary>An entry for each top octet, which says where the octet's page is and how fine its records are.</summary>
internal readonly unsafe struct PagedIndex : ISliceIndex
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Find(byte* image, uint* address, int* note)
    {
        uint top = ((uint*)(image + SliceImage.IndexAt))[*address >> 24];

        // A shift counts with its lowest five bits, which are the cell size.
        uint cells = (*address & 0xff_ffff) >> (int)top;
        uint* page = (uint*)(image + ((nuint)(top >> SliceKind.TopBits) * SliceImage.Unit));
        *note = (byte)cells;
        return image + page[cells >> 8];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static nuint Cell(uint* address, int* note) => (uint)*note;

    public static byte* FindAlone(byte* image, uint address, out nuint cell, out int cellBits)
    {
        // Read once: a page of other records may take this one's place at any time.
        uint top = Volatile.Read(ref ((uint*)(image + SliceImage.IndexAt))[address >> 24]);
        uint cells = (address & 0xff_ffff) >> (int)top;
        uint* page = (uint*)(image + ((nuint)(top >> SliceKind.TopBits) * SliceImage.Unit));
        cell = (byte)cells;
        cellBits = (int)(top & ((1 << SliceKind.TopBits) - 1));
        return image + page[cells >> 8];
    }
}
