using System;

namespace Router.Core.Fast;

/// <content>Which shape the table should have: octets of an answer, index, and how fine the records of an octet are.
/// All from what the table holds, at a cost that many changes share.</content>
public sealed unsafe partial class SliceFib
{
    // With this many octets in use one entry for each slice is as good: it saves every lookup a step.
    private const int FlatFrom = 64;

    // First-level entries reach four times as far.
    private const long PagedLimit = 1L << 27;

    // A slice of a paged table with this many divided cells lets its octet be looked at: records of /26 cells might be
    // smaller, and need no second step.
    private const int FineFrom = 3;

    // How often a slice of each octet was such.
    private readonly int[] _divided = new int[SliceKind.Slices / 256];

    // Changes since a group was published that needs two octets.
    private long _narrowChanges;

    private void EnsureGroup(int group)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)group, (uint)WideLeaf.MaxGroup);
        if (group > NarrowLeaf.MaxGroup)
        {
            _narrowChanges = 0;
            if (!Wide)
            {
                Rebuild(_image.Kind | SliceKind.Wide);
            }
        }
    }

    // After each publication. Reading all answers to find that they fit one octet again costs as much as a rebuild:
    // both wait for as many changes as make them cheap beside these.
    private bool ChangeShape()
    {
        if (Paged && (_pages >= FlatFrom || _image.Capacity > PagedLimit))
        {
            Rebuild(_image.Kind & ~SliceKind.Paged);
            return true;
        }

        if (Wide && ++_narrowChanges > (_recordOctets / 16) + 1024)
        {
            _narrowChanges = 0;
            if (FitsNarrow())
            {
                Rebuild(_image.Kind & ~SliceKind.Wide);
                return true;
            }
        }

        return false;
    }

    private bool FitsNarrow()
    {
        for (int slice = 0; slice < SliceKind.Slices; slice++)
        {
            if (CellOf(slice) == SliceKind.Octet)
            {
                SliceContents<WideLeaf>.ReadOctet(_image.Base, slice >> 8, _moved);
                slice |= 0xff;
            }
            else
            {
                SliceContents<WideLeaf>.Read(_image.Base, !Paged, slice, _moved);
            }

            if (_moved.MaxGroup > NarrowLeaf.MaxGroup)
            {
                return false;
            }
        }

        return true;
    }

    // An octet gets records of /26 cells when that saves memory. Counting takes as long as some publications: it is
    // done the first time, the second, the fourth and so on.
    private void LookAtOctet(int octet)
    {
        int times = ++_divided[octet];
        if (((times & (times - 1)) == 0 || (times & 63) == 0)
            && (Wide ? FineSaves<WideLeaf>(octet) : FineSaves<NarrowLeaf>(octet)))
        {
            _divided[octet] = 0;
            ReshapeOctet(octet, SliceKind.Fine, -1);
        }
    }

    private bool FineSaves<TLeaf>(int octet)
        where TLeaf : struct, ILeaf
    {
        uint* page = (uint*)(_image.Base + PageAt(octet << 8));
        long saved = (SliceKind.PageEntries(SliceKind.Coarse) - SliceKind.PageEntries(SliceKind.Fine)) * sizeof(uint);
        for (int slice = 0; slice < 256; slice++)
        {
            byte* record = _image.Base + page[slice];
            int runs = SliceRecord<TLeaf>.RunsOf(record);
            if (runs > 1)
            {
                // Three records more; for each divided cell four answers instead of one and four links.
                saved -= 3 * SliceRecord<TLeaf>.PlainSize(0, SliceKind.Fine);
                saved += SliceRecord<TLeaf>.SplitsOf(record, runs) * ((4 * sizeof(uint)) - (3 * TLeaf.Size));
            }
        }

        return saved > 0;
    }
}
