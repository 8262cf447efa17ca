using System;
using System.Collections.Generic;

namespace Router.Bgp;

/// <summary>
/// Attribute blocks of all sizes in large pages: no object for each. Pages are cut into frames, each for blocks of one
/// size until its last block goes. So a peer that announces sets of ever other sizes takes no more memory than what it
/// has announced at a time, and one frame for each block at the worst.
/// </summary>
internal sealed class BlockArena
{
    private const int None = -1;

    /// <summary>Sizes and places are in units of so many octets.</summary>
    private const int Unit = 8;

    private const int FrameBits = 9;
    private const int FrameUnits = 1 << FrameBits;

    // Above what the runtime moves when it compacts: pages are large objects.
    private const int PageBits = 14;
    private const int PageUnits = 1 << PageBits;
    private const int FramesPerPage = PageUnits / FrameUnits;

    // A longer block has a page for itself. That many of them are 512 MiB before places run out.
    private const int LongestShared = FrameUnits / 2;

    private readonly List<byte[]?> _pages = [];
    private readonly Stack<int> _freePages = new();
    private readonly int[] _withRoom = new int[LongestShared + 1];

    // By number: those of page n begin at n times FramesPerPage.
    private BlockFrame[] _frames = Array.Empty<BlockFrame>();
    private int _freeFrame = None;

    // Of frames. It starts small and moves while it grows: a speaker with a few routes has a few sets.
    private int _firstPage = None;

    public BlockArena() => _withRoom.AsSpan().Fill(None);

    /// <summary>Of frames in use and of blocks with a page for themselves.</summary>
    public long Octets { get; private set; }

    public ReadOnlySpan<byte> Read(int place, int length) => At(place).Slice(0, length);

    public ReadOnlyMemory<byte> Memory(int place, int length) =>
        _pages[(int)((uint)place >> PageBits)].AsMemory((place & (PageUnits - 1)) * Unit, length);

    /// <summary>Keeps a block; its place, valid until it is freed.</summary>
    public int Add(ReadOnlySpan<byte> block)
    {
        int units = UnitsOf(block.Length);
        int place = units > LongestShared ? AddLong(units) : Take(units);
        block.CopyTo(At(place));
        return place;
    }

    public void Free(int place, int length)
    {
        int units = UnitsOf(length);
        if (units <= LongestShared)
        {
            GiveBack(place);
            return;
        }

        int page = (int)((uint)place >> PageBits);
        _pages[page] = null;
        _freePages.Push(page);
        Octets -= units * Unit;
    }

    private static int UnitsOf(int length) => Math.Max(1, (length + Unit - 1) / Unit);

    private static bool HasRoom(in BlockFrame frame) =>
        frame.Free != 0 || frame.Fresh + frame.BlockUnits <= FrameUnits;

    private Span<byte> At(int place) =>
        _pages[(int)((uint)place >> PageBits)].AsSpan((place & (PageUnits - 1)) * Unit);

    private int AddLong(int units)
    {
        Octets += units * Unit;
        return AddPage(units) << PageBits;
    }

    private int Take(int units)
    {
        int index = _withRoom[units];
        if (index == None)
        {
            index = TakeFrame();
            _frames[index] = new BlockFrame { BlockUnits = (ushort)units };
            Link(index);
            Octets += FrameUnits * Unit;
        }

        ref BlockFrame frame = ref _frames[index];
        int place = index << FrameBits;
        frame.Live++;
        if (frame.Free != 0)
        {
            place += frame.Free - 1;
            frame.Free = BitConverter.ToUInt16(At(place));
        }
        else
        {
            place += frame.Fresh;
            frame.Fresh += (ushort)units;
        }

        if (!HasRoom(frame))
        {
            Unlink(index);
        }

        return place;
    }

    private void GiveBack(int place)
    {
        int index = (int)((uint)place >> FrameBits);
        ref BlockFrame frame = ref _frames[index];
        if (!HasRoom(frame))
        {
            Link(index);
        }

        frame.Live--;
        BitConverter.TryWriteBytes(At(place), frame.Free);
        frame.Free = (ushort)((place & (FrameUnits - 1)) + 1);
        if (frame.Live == 0)
        {
            Unlink(index);
            frame = new BlockFrame { Next = _freeFrame };
            _freeFrame = index;
            Octets -= FrameUnits * Unit;
        }
    }

    private int TakeFrame()
    {
        if (_freeFrame == None)
        {
            AddFrames();
        }

        int index = _freeFrame;
        _freeFrame = _frames[index].Next;
        return index;
    }

    private void AddFrames()
    {
        if (_firstPage == None)
        {
            _firstPage = AddPage(FrameUnits);
            AddFrames(_firstPage, 0, 1);
            return;
        }

        byte[] first = _pages[_firstPage]!;
        int held = first.Length / (FrameUnits * Unit);
        if (held < FramesPerPage)
        {
            Array.Resize(ref first, first.Length * 2);
            _pages[_firstPage] = first;
            AddFrames(_firstPage, held, held * 2);
            return;
        }

        AddFrames(AddPage(PageUnits), 0, FramesPerPage);
    }

    private void AddFrames(int page, int from, int to)
    {
        int first = page * FramesPerPage;
        if (_frames.Length < first + to)
        {
            Array.Resize(ref _frames, Math.Max(first + to, _frames.Length * 2));
        }

        // The lowest is the first to be taken: what was never written to costs no memory.
        for (int i = first + to - 1; i >= first + from; i--)
        {
            _frames[i].Next = _freeFrame;
            _freeFrame = i;
        }
    }

    private int AddPage(int units)
    {
        byte[] octets = new byte[units * Unit];
        if (_freePages.TryPop(out int page))
        {
            _pages[page] = octets;
            return page;
        }

        _pages.Add(octets);
        return _pages.Count - 1;
    }

    private void Link(int index)
    {
        ref int head = ref _withRoom[_frames[index].BlockUnits];
        _frames[index].Next = head;
        _frames[index].Previous = None;
        if (head != None)
        {
            _frames[head].Previous = index;
        }

        head = index;
    }

    private void Unlink(int index)
    {
        BlockFrame frame = _frames[index];
        if (frame.Previous == None)
        {
            _withRoom[frame.BlockUnits] = frame.Next;
        }
        else
        {
            _frames[frame.Previous].Next = frame.Next;
        }

        if (frame.Next != None)
        {
            _frames[frame.Next].Previous = frame.Previous;
        }
    }
}
