using System;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// The forwarding table of Linux boards: <see cref="SliceFib"/>, and in front of it what answers sooner where the table
/// allows: a tree of runs for a table of few routes, an array for a dense part such as Calico's pools. What stands in
/// front is made of the answers behind it and can go at any time.
/// </summary>
/// <remarks>
/// A change is made behind first, then in front. A reader takes the front once per call. Readers on other threads than
/// the writer's must be registered.
/// </remarks>
public sealed unsafe class FrontedFib : IFib
{
    private const int Slices = 1 << 16;

    private readonly SliceFib _behind;
    private readonly FrontBlocks _memory;
    private readonly RunTree _tree = new();
    private readonly PoolWindow _window;
    private readonly DenseSlices _dense = new();
    private readonly RunList _runs = new();
    private byte* _treeBlock;

    // Publications until the window may be copied together again.
    private int _patience;

    // Publications until a tree that was too large is tried again.
    private int _treePatience;

    /// <param name="readers">Where reading threads register; null when only the writer's thread reads.</param>
    /// <param name="poison">Overwrite what is freed, so that a reader that is still there finds nonsense.</param>
    public FrontedFib(ReaderEpochs? readers = null, bool poison = false)
    {
        _behind = new SliceFib(readers, poison);
        _memory = new FrontBlocks(readers, poison);
        _window = new PoolWindow(_memory, poison);
        if (RunTreeReader.IsSupported)
        {
            ShowTree();
        }
        else
        {
            _tree.GiveUp();
        }
    }

    ~FrontedFib() => Free();

    public FibMemory Memory
    {
        get
        {
            FibMemory behind = _behind.Memory;
            if (_tree.Count > 0)
            {
                // Lookups end in the tree.
                return new FibMemory(RunTreeReader.NodesAt, _tree.TouchedOctets - RunTreeReader.NodesAt,
                    behind.Slack + _memory.RetiredOctets)
                { Behind = behind.Touched };
            }

            return _window.Slices == 0
                ? behind with { Slack = behind.Slack + _memory.RetiredOctets }
                : new FibMemory(behind.Index + _window.CellOctets, behind.Records + _window.AnswerOctets,
                    behind.Slack + _window.SlackOctets + _memory.RetiredOctets);
        }
    }

    /// <summary>What answers first now: a <see cref="FrontKind"/>, or 0.</summary>
    internal int Front
    {
        get
        {
            byte* front = _memory.Shown;
            return front == null ? 0 : *(int*)front;
        }
    }

    public int Lookup(Ipv4Address address)
    {
        byte* front = _memory.Shown;
        return front == null ? _behind.Lookup(address)
            : *(int*)front == FrontKind.Tree ? RunTreeReader.Lookup(front, address.Value)
            : PoolWindowReader.Lookup((PoolWindowHead*)front, address.Value, _behind);
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        byte* front = _memory.Shown;
        if (front == null)
        {
            _behind.Lookup(addresses, groups);
            return;
        }

        int count = Math.Min(addresses.Length, groups.Length);
        fixed (Ipv4Address* from = addresses)
        fixed (int* to = groups)
        {
            if (*(int*)front == FrontKind.Tree)
            {
                RunTreeReader.Lookup(front, (uint*)from, to, count);
            }
            else
            {
                PoolWindowReader.Lookup((PoolWindowHead*)front, (uint*)from, to, count, _behind);
            }
        }
    }

    public void Publish(
        int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed)
    {
        _behind.Publish(slice, routes, start, count, groups, cover, changed);
        bool grown = _dense.Set(slice, count);
        bool inside = _window.Holds(slice);
        if (_tree.Count > 0 || inside)
        {
            int length = changed == 0 ? 0 : RouteKey.LengthOf(changed);
            int from = changed == 0 ? 0 : (int)RouteKey.BitsOf(changed);
            int to = from + (0x1_0000 >> length);
            fixed (uint* all = routes)
            {
                SliceSweep.Sweep(all + start, count, groups, cover, (uint)from, length, 0, _runs);
            }

            ChangeTree((uint)slice << 16, (uint)from, (ulong)to);
            if (inside)
            {
                _window.Write(slice, from, to, _runs);
            }
        }

        Settle(grown && !inside ? slice : -1);
    }

    public void PublishUniform(int first, int count, int cover)
    {
        _behind.PublishUniform(first, count, cover);
        if (count == 0)
        {
            return;
        }

        _dense.Clear(first, count);
        _runs.Clear();
        _runs.Append(0, cover);
        ChangeTree((uint)first << 16, 0, (ulong)count << 16);
        int end = Math.Min(first + count, _window.First + _window.Slices);
        for (int slice = Math.Max(first, _window.First); slice < end; slice++)
        {
            _window.Write(slice, 0, 0x1_0000, _runs);
        }

        Settle(-1);
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    // The runs say what the table answers from one address up to another, both counted from an origin.
    private void ChangeTree(uint origin, uint from, ulong to)
    {
        if (_tree.Count > 0 && _tree.Replace(origin + from, origin + to, _runs, origin))
        {
            ShowTree();
        }
    }

    // After each change: another front, or none, where the table has changed enough for it. The slice is one outside
    // the window that has more or fewer routes than before, or -1.
    private void Settle(int slice)
    {
        if (_tree.Count > 0)
        {
            return;
        }

        if (_treeBlock != null)
        {
            // It has just become too small for all runs.
            _memory.Show(null);
            _memory.Retire(_treeBlock, RunTree.BlockOctets);
            _treeBlock = null;
            _treePatience = RunTree.MaxRuns;
        }

        if (--_treePatience <= 0 && RunTreeReader.IsSupported && _dense.Routes <= RunTree.MaxRuns / 3)
        {
            _treePatience = RunTree.MaxRuns;
            if (TryPlantTree())
            {
                return;
            }
        }

        _patience--;
        if ((_patience & 255) == 0 && _window.Slices > 0 && !_dense.Fits(_window.First, _window.Slices))
        {
            _memory.Show(null);
            _window.Drop();
        }

        if (slice >= 0 && _dense.TryWiden(slice, _window.First, _window.Slices,
            out int first, out int slices))
        {
            Open(first, slices);
        }
        else if (_patience <= 0 && _window.IsSparse)
        {
            Open(_window.First, _window.Slices);
        }

        _memory.Reclaim();
    }

    // A window over these slices, of which those that are known already are copied.
    private void Open(int first, int slices)
    {
        int knownFrom = _window.First;
        int knownTo = knownFrom + _window.Slices;
        _window.Begin(first, slices);
        for (int slice = first; slice < first + slices; slice++)
        {
            if (slice < knownFrom || slice >= knownTo)
            {
                _behind.Read(slice, _runs);
                _window.Write(slice, 0, 0x1_0000, _runs);
            }
        }

        _window.Show();
        _patience = 64 + (int)(_window.AnswerOctets / 1024);
    }

    // The tree, from what is behind it. False when it has too many runs again.
    private bool TryPlantTree()
    {
        _tree.Reset();
        for (int slice = 0; slice < Slices && _tree.Count > 0;)
        {
            int count = _behind.Read(slice, _runs);
            _tree.Replace((uint)slice << 16, (ulong)(slice + count) << 16, _runs, (uint)slice << 16);
            slice += count;
        }

        if (_tree.Count == 0)
        {
            return false;
        }

        ShowTree();
        _window.Drop();
        return true;
    }

    private void ShowTree()
    {
        byte* old = _treeBlock;
        _treeBlock = FrontBlocks.Allocate(RunTree.BlockOctets);
        _tree.Encode(_treeBlock);
        _memory.Show(_treeBlock);
        _memory.Retire(old, RunTree.BlockOctets);
    }

    private void Free()
    {
        // First: what follows is then freed at once.
        _memory.Dispose();
        _window.Drop();
        _memory.Retire(_treeBlock, RunTree.BlockOctets);
        _treeBlock = null;
        _behind.Dispose();
        _runs.Dispose();
    }
}
