using System;
using System.Numerics;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Two passes over a few frames at a time: read and look up; choose, rewrite and put out. Enough of them that what is
/// asked of memory for one arrives while the others are worked on, few enough that all of it stays in the first cache.
/// </summary>
internal sealed unsafe partial class ForwardingPasses : IDisposable
{
    /// <summary>Frames in one pass.</summary>
    public const int Size = 32;

    private readonly NativeFramePool _pool;
    private readonly IFib _fib;
    private readonly uint _flowSeed;
    private readonly SlowSide _slow;
    private readonly Parcel* _parcels = NativeArray.New<Parcel>(Size);
    private readonly Ipv4Address* _addresses = NativeArray.New<Ipv4Address>(2 * Size);
    private readonly int* _groups = NativeArray.New<int>(2 * Size);
    private readonly int _slotShift;

    // Frames that end beyond this in their slot go the slow way: a parcel counts with sixteen bits.
    private readonly uint _reach;
    private WayTable _table;
    private int _usesCapacity;
    private bool _encapsulates;

    public ForwardingPasses(NativeFramePool pool, IFib fib, uint flowSeed, WayTable table, SlowSide slow)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("the fast path needs a little-endian machine");
        }

        _pool = pool;
        _slotShift = BitOperations.Log2((uint)pool.SlotSize);
        _reach = Math.Min((uint)pool.SlotSize, ushort.MaxValue);
        _fib = fib;
        _flowSeed = flowSeed;
        _slow = slow;
        _table = table;
        Take(table);
    }

    ~ForwardingPasses() => Free();

    public OutputQueues Output { get; } = new();

    public bool TunnelOpen { get; set; }

    public RpfMode TunnelRpf { get; set; }

    /// <summary>The identification of the last outer header.</summary>
    public ushort Identification { get; set; }

    /// <summary>A count of uses of rewrites, and by rewrite the count when it was used last; 0 for not yet.</summary>
    public long Use { get; set; }

    public long* Uses { get; private set; }

    /// <summary>Goes over to a table, this one emptied or another; nobody has used any of its rewrites.</summary>
    public void Take(WayTable table)
    {
        _table = table;
        if (_usesCapacity == table.RewriteCapacity)
        {
            new Span<long>(Uses, _usesCapacity).Clear();
            return;
        }

        NativeArray.Free(Uses);
        _usesCapacity = table.RewriteCapacity;
        Uses = NativeArray.New<long>(_usesCapacity);
    }

    /// <summary>Asks for the headers of frames of the next pass.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Prefetch(Frame* frames, int count)
    {
        byte* memory = _pool.SlotAddress(0);
        int shift = _slotShift;

        // Outer headers begin in the line before; where there were none lately nobody waits for that.
        int before = _encapsulates ? EthernetHeader.Size + Ipip.Overhead : 0;
        Frame* end = frames + Math.Min(count, Size);
        for (; frames < end; frames++)
        {
            byte* frame = memory + ((nuint)(uint)frames->Slot << shift) + (uint)frames->Offset;
            Fast.Prefetch.Line(frame);
            Fast.Prefetch.Line(frame - before);
        }
    }

    /// <summary>Takes frames, at most <see cref="Size"/>; returns how many of them are done.</summary>
    public int Run(Frame* frames, int count, ref Arrival arrival)
    {
        long encapsulated = arrival.Encapsulated;
        Read(frames, count, in arrival);
        int done = Act(frames, count, ref arrival);
        _encapsulates = arrival.Encapsulated != encapsulated;
        return done;
    }

    public void Dispose()
    {
        Output.Dispose();
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeArray.Free(_parcels);
        NativeArray.Free(_addresses);
        NativeArray.Free(_groups);
        NativeArray.Free(Uses);
        Uses = null;
        _usesCapacity = 0;
    }
}
