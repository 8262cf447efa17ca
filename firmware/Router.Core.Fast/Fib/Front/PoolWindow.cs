using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// A dense part of a table, such as Calico's pools, as an array: one cell for each /26, which has one answer or a block
/// of 64. Changes are made in place, cell by cell, and a cell or answer is replaced by one store.
/// </summary>
internal sealed unsafe class PoolWindow
{
    private const int BlockAnswers = 1 << PoolWindowReader.CellBits;
    private const int BlockOctets = BlockAnswers * sizeof(ushort);
    private const int SliceCells = 0x1_0000 >> PoolWindowReader.CellBits;

    private readonly FrontBlocks _memory;
    private readonly bool _poison;
    private readonly Stack<int> _free = new();
    private readonly Queue<(long Tag, int Block)> _leaving = new();
    private readonly ushort[] _work = new ushort[BlockAnswers];
    private uint* _cells;
    private ushort* _answers;
    private int _capacity;
    private int _used;

    // Where the answer of cells without a block of their own stands, by group; 0 is nowhere yet.
    private int[] _placeOf = new int[16];
    private int _nextPlace;
    private int _endPlace;
    private PoolWindowHead* _head;

    // Arrays that readers still start from while others are filled; null otherwise.
    private uint* _shownCells;
    private ushort* _shownAnswers;
    private long _shownCellOctets;
    private long _shownAnswerOctets;
    private bool _filling;

    public PoolWindow(FrontBlocks memory, bool poison)
    {
        _memory = memory;
        _poison = poison;
    }

    /// <summary>The first slice.</summary>
    public int First { get; private set; }

    /// <summary>How many slices; 0 is no window.</summary>
    public int Slices { get; private set; }

    public long CellOctets => ((long)Slices * SliceCells * sizeof(uint)) + sizeof(PoolWindowHead);

    /// <summary>Octets of answers that lookups can reach.</summary>
    public long AnswerOctets => (long)(_used - _free.Count - _leaving.Count) * BlockOctets;

    /// <summary>Octets of answers that are free or wait for readers.</summary>
    public long SlackOctets => ((long)_capacity * BlockOctets) - AnswerOctets;

    /// <summary>Blocks have been given back and not used since: a copy without them would be smaller.</summary>
    public bool IsSparse => _free.Count > 16 + ((_used - _free.Count) / 16);

    private int Cells => Slices * SliceCells;

    public bool Holds(int slice) => (uint)(slice - First) < (uint)Slices;

    /// <summary>
    /// Begins to cover other slices, or the same without gaps. What was not covered before answers 0 and waits for
    /// <see cref="Write"/>; readers see nothing of it before <see cref="Show"/>.
    /// </summary>
    public void Begin(int first, int slices)
    {
        int oldFirst = First;
        int oldSlices = Slices;
        _shownCells = _cells;
        _shownAnswers = _answers;
        _shownCellOctets = OctetsOf(oldSlices);
        _shownAnswerOctets = (long)_capacity * BlockOctets;
        _filling = true;
        First = first;
        Slices = slices;
        _capacity = Math.Max(4, _used - _free.Count - _leaving.Count + 2);
        _capacity += _capacity / 32;
        _cells = (uint*)FrontBlocks.Allocate(OctetsOf(slices));
        _answers = (ushort*)FrontBlocks.Allocate((long)_capacity * BlockOctets);
        _used = 0;
        _free.Clear();
        _leaving.Clear();
        Array.Clear(_placeOf);
        _nextPlace = _endPlace = 0;
        uint none = Whole(0);
        new Span<uint>(_cells, Cells + 1).Fill(none);
        int end = Math.Min(first + slices, oldFirst + oldSlices);
        for (int slice = Math.Max(first, oldFirst); slice < end; slice++)
        {
            CopySlice(_shownCells + ((slice - oldFirst) * SliceCells), _shownAnswers, slice);
        }
    }

    /// <summary>Readers see what has been written since <see cref="Begin"/>.</summary>
    public void Show()
    {
        _filling = false;
        ShowHead();
        _memory.Retire(_shownCells, _shownCellOctets);
        _memory.Retire(_shownAnswers, _shownAnswerOctets);
        _shownCells = null;
        _shownAnswers = null;
    }

    /// <summary>Gives all up. Readers have been told to start elsewhere.</summary>
    public void Drop()
    {
        _memory.Retire(_cells, OctetsOf(Slices));
        _memory.Retire(_answers, (long)_capacity * BlockOctets);
        _memory.Retire(_head, sizeof(PoolWindowHead));
        _cells = null;
        _answers = null;
        _head = null;
        Slices = 0;
        _capacity = _used = 0;
        _free.Clear();
        _leaving.Clear();
    }

    /// <summary>Makes addresses of one slice answer something else.</summary>
    /// <param name="slice">The slice.</param>
    /// <param name="from">The first address, counted from the slice's start.</param>
    /// <param name="to">The one behind the last.</param>
    /// <param name="runs">What they answer; the first run holds <paramref name="from"/>.</param>
    public void Write(int slice, int from, int to, RunList runs)
    {
        int run = 0;
        for (int start = from & ~(BlockAnswers - 1); start < to; start += BlockAnswers)
        {
            int at = ((slice - First) * SliceCells) + (start >> PoolWindowReader.CellBits);
            int low = Math.Max(from, start);
            int high = Math.Min(to, start + BlockAnswers);
            run = runs.Find(low, run);
            if (high - low == BlockAnswers && runs.EndOf(run, to) >= high)
            {
                SetWhole(at, runs.Groups[run]);
            }
            else
            {
                WritePart(at, low - start, high - start, runs, run, start, to);
            }
        }
    }

    private static long OctetsOf(int slices) => (((long)slices * SliceCells) + 1) * sizeof(uint);

    private void CopySlice(uint* cells, ushort* answers, int slice)
    {
        int at = (slice - First) * SliceCells;
        for (int i = 0; i < SliceCells; i++)
        {
            uint cell = cells[i];
            ushort* from = answers + (cell >> PoolWindowReader.PlaceShift);
            if ((cell & PoolWindowReader.SplitMask) == 0)
            {
                _cells[at + i] = Whole(*from);
            }
            else
            {
                SetBlock(at + i, new ReadOnlySpan<ushort>(from, BlockAnswers));
            }
        }
    }

    private void WritePart(int at, int low, int high, RunList runs, int run, int start, int to)
    {
        uint cell = _cells[at];
        ushort* answers = _answers + (cell >> PoolWindowReader.PlaceShift);
        bool split = (cell & PoolWindowReader.SplitMask) != 0;
        for (int i = 0; i < BlockAnswers; i++)
        {
            _work[i] = split ? answers[i] : *answers;
        }

        for (int i = low; i < high;)
        {
            run = runs.Find(start + i, run);
            int end = Math.Min(high, runs.EndOf(run, to) - start);
            _work.AsSpan(i, end - i).Fill(runs.Groups[run]);
            i = end;
        }

        if (!_work.AsSpan(1).ContainsAnyExcept(_work[0]))
        {
            SetWhole(at, _work[0]);
        }
        else if (!split)
        {
            SetBlock(at, _work);
        }
        else
        {
            for (int i = low; i < high; i++)
            {
                Volatile.Write(ref answers[i], _work[i]);
            }
        }
    }

    private void SetWhole(int at, int group)
    {
        uint fresh = Whole(group);
        uint old = _cells[at];
        if (fresh == old)
        {
            return;
        }

        Volatile.Write(ref _cells[at], fresh);
        if ((old & PoolWindowReader.SplitMask) != 0)
        {
            int block = (int)(old >> PoolWindowReader.PlaceShift) / BlockAnswers;
            if (_memory.HasReaders && !_filling)
            {
                _leaving.Enqueue((_memory.Tag(), block));
            }
            else
            {
                Release(block);
            }
        }
    }

    private void SetBlock(int at, ReadOnlySpan<ushort> answers)
    {
        int block = TakeBlock();
        answers.CopyTo(new Span<ushort>(_answers + (block * BlockAnswers), BlockAnswers));

        // Releases: a reader that finds the cell finds the answers.
        Volatile.Write(
            ref _cells[at],
            ((uint)(block * BlockAnswers) << PoolWindowReader.PlaceShift) | PoolWindowReader.SplitMask);
    }

    // The cell that answers one group everywhere.
    private uint Whole(int group)
    {
        if (group >= _placeOf.Length)
        {
            Array.Resize(ref _placeOf, Math.Max(group + 1, _placeOf.Length * 2));
        }

        if (_placeOf[group] == 0)
        {
            if (_nextPlace == _endPlace)
            {
                _nextPlace = TakeBlock() * BlockAnswers;
                _endPlace = _nextPlace + BlockAnswers;
            }

            _answers[_nextPlace] = (ushort)group;
            _placeOf[group] = ++_nextPlace;
        }

        return (uint)(_placeOf[group] - 1) << PoolWindowReader.PlaceShift;
    }

    private int TakeBlock()
    {
        if (_free.Count == 0)
        {
            Reclaim();
        }

        if (_free.TryPop(out int block))
        {
            return block;
        }

        if (_used == _capacity)
        {
            Grow();
        }

        return _used++;
    }

    private void Reclaim()
    {
        long passed = _leaving.Count == 0 ? 0 : _memory.Passed();
        while (_leaving.TryPeek(out (long Tag, int Block) first) && first.Tag <= passed)
        {
            _ = _leaving.Dequeue();
            Release(first.Block);
        }
    }

    private void Release(int block)
    {
        if (_poison)
        {
            new Span<ushort>(_answers + (block * BlockAnswers), BlockAnswers).Fill(0xeeee);
        }

        _free.Push(block);
    }

    // A reader that started from the old answers must not find a cell that leads behind their end: cells move as well.
    private void Grow()
    {
        int capacity = _capacity + 4 + (_capacity / 16);
        var answers = (ushort*)FrontBlocks.Allocate((long)capacity * BlockOctets);
        new ReadOnlySpan<ushort>(_answers, _used * BlockAnswers).CopyTo(new(answers, _used * BlockAnswers));
        ushort* oldAnswers = _answers;
        long oldOctets = (long)_capacity * BlockOctets;
        _answers = answers;
        _capacity = capacity;
        if (_filling)
        {
            NativeMemory.AlignedFree(oldAnswers);
            return;
        }

        uint* oldCells = _cells;
        _cells = (uint*)FrontBlocks.Allocate(OctetsOf(Slices));
        new ReadOnlySpan<uint>(oldCells, Cells + 1).CopyTo(new(_cells, Cells + 1));

        // No cell of the new array leads to what was waiting.
        while (_leaving.TryDequeue(out (long Tag, int Block) leaving))
        {
            Release(leaving.Block);
        }

        ShowHead();
        _memory.Retire(oldCells, OctetsOf(Slices));
        _memory.Retire(oldAnswers, oldOctets);
    }

    private void ShowHead()
    {
        PoolWindowHead* old = _head;
        _head = (PoolWindowHead*)FrontBlocks.Allocate(sizeof(PoolWindowHead));
        *_head = new PoolWindowHead
        {
            Kind = FrontKind.Window,
            Low = (uint)First << 16,
            Cells = (uint)Cells,
            Cell = _cells,
            Answers = _answers,
        };
        _memory.Show(_head);
        _memory.Retire(old, sizeof(PoolWindowHead));
    }
}
