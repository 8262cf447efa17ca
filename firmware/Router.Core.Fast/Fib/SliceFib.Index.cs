using System.Runtime.CompilerServices;
using System.Threading;

namespace Router.Core.Fast;

/// <content>The writer's side of the index: pages, and how fine the records of an octet are.</content>
public sealed unsafe partial class SliceFib
{
    private int _pages;
    private long _pageOctets;

    private static uint TopAt(int slice) => SliceImage.IndexAt + ((uint)(slice >> 8) * sizeof(uint));

    // Log2 of the addresses in a cell of the slice's record.
    private int CellOf(int slice) =>
        Paged ? (int)(*(uint*)(_image.Base + TopAt(slice)) & ((1 << SliceKind.TopBits) - 1)) : SliceKind.Coarse;

    private uint PageAt(int slice) =>
        (*(uint*)(_image.Base + TopAt(slice)) >> SliceKind.TopBits) * SliceImage.Unit;

    // Where the index keeps the place of the slice's record, or of the first of four.
    private uint EntryAt(int slice)
    {
        if (!Paged)
        {
            return SliceImage.IndexAt + ((uint)slice * sizeof(uint));
        }

        uint entry = (uint)(slice & 0xff) << (SliceKind.Coarse - CellOf(slice));
        return PageAt(slice) + (entry * sizeof(uint));
    }

    // The place of a record. That of a whole octet has itself as its page.
    private uint PlaceAt(uint at, int cell)
    {
        uint entry = *(uint*)(_image.Base + at);
        return cell == SliceKind.Octet
            ? *(uint*)(_image.Base + ((entry >> SliceKind.TopBits) * SliceImage.Unit))
            : entry;
    }

    private void Link(uint at, int cell, uint place, int size)
    {
        uint entry = place;
        if (cell == SliceKind.Octet)
        {
            uint self = place + (uint)size - sizeof(uint);
            *(uint*)(_image.Base + self) = place;
            entry = ((self / SliceImage.Unit) << SliceKind.TopBits) | SliceKind.Octet;
        }

        // Releases: whoever reads the entry finds the record complete.
        Volatile.Write(ref *(uint*)(_image.Base + at), entry);
    }

    private void ClearIndex<TLeaf>()
        where TLeaf : struct, ILeaf
    {
        uint place = Uniform<TLeaf>(0);
        uint* index = (uint*)(_image.Base + SliceImage.IndexAt);
        uint entry = place;
        if (Paged)
        {
            uint self = place + (uint)SliceRecord<TLeaf>.SelfLink;
            entry = ((self / SliceImage.Unit) << SliceKind.TopBits) | SliceKind.Octet;
        }

        int entries = Paged ? SliceKind.Tops / sizeof(uint) : SliceKind.Slices;
        for (int i = 0; i < entries; i++)
        {
            index[i] = entry;
        }
    }

    private void ReshapeOctet(int octet, int cell, int group)
    {
        if (Wide)
        {
            Reshape<WideLeaf>(octet, cell, group);
        }
        else
        {
            Reshape<NarrowLeaf>(octet, cell, group);
        }
    }

    // Gives an octet a page with records of another fineness, or a single record for one group. A reader sees the old
    // page or the new one.
    [SkipLocalsInit]
    private void Reshape<TLeaf>(int octet, int cell, int group)
        where TLeaf : struct, ILeaf
    {
        int slice = octet << 8;
        int oldCell = CellOf(slice);
        uint oldPage = PageAt(slice);
        uint top = *(uint*)(_image.Base + TopAt(slice));
        uint fresh;
        if (cell == SliceKind.Octet)
        {
            fresh = ((Uniform<TLeaf>(group) + (uint)SliceRecord<TLeaf>.SelfLink) / SliceImage.Unit)
                << SliceKind.TopBits;
        }
        else
        {
            int entries = SliceKind.PageEntries(cell);
            uint none = Uniform<TLeaf>(0);
            uint page = AllocatePage(entries);
            new System.Span<uint>(_image.Base + page, entries).Fill(none);
            fresh = (page / SliceImage.Unit) << SliceKind.TopBits;
            for (int i = 0; i < 256; i++)
            {
                SliceContents<TLeaf>.Read(_image.Base, false, slice + i, _moved);
                CopySlice<TLeaf>(page, cell, i, _moved);
            }
        }

        Volatile.Write(ref *(uint*)(_image.Base + TopAt(slice)), fresh | (uint)cell);
        if (oldCell == SliceKind.Octet)
        {
            RetireRecord<TLeaf>(*(uint*)(_image.Base + ((top >> SliceKind.TopBits) * SliceImage.Unit)), oldCell);
            return;
        }

        int oldEntries = SliceKind.PageEntries(oldCell);
        for (int i = 0; i < oldEntries; i++)
        {
            RetireRecord<TLeaf>(((uint*)(_image.Base + oldPage))[i], oldCell);
        }

        RetirePage(oldPage, oldEntries);
    }

    // Writes a slice into a page that no reader sees yet.
    private void CopySlice<TLeaf>(uint page, int cell, int slice, RunList runs)
        where TLeaf : struct, ILeaf
    {
        int count = 1 << (SliceKind.Coarse - cell);
        int addresses = 0x1_0000 / count;
        for (int i = 0; i < count; i++)
        {
            int origin = i * addresses;
            uint at = page + (uint)(((slice * count) + i) * sizeof(uint));
            Write<TLeaf>(at, cell, origin, runs, origin, origin + addresses);
        }
    }

    private uint AllocatePage(int entries)
    {
        int size = entries * sizeof(uint);
        uint page = Allocate(size);
        _recordOctets -= size;
        _pageOctets += size;
        _pages++;
        return page;
    }

    private void RetirePage(uint page, int entries)
    {
        int size = entries * sizeof(uint);
        _recordOctets += size;
        _pageOctets -= size;
        _pages--;
        Retire(page, size);
    }
}
