using System;
using System.Runtime.CompilerServices;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>
/// Three passes over a few frames at a time: read and look up, choose, rewrite and put out. Enough of them that what is
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
    private readonly int* _inner = NativeArray.New<int>(Size);
    private WayTable _table;
    private int _usesCapacity;

    public ForwardingPasses(NativeFramePool pool, IFib fib, uint flowSeed, WayTable table, SlowSide slow)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("the fast path needs a little-endian machine");
        }

        _pool = pool;
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
        for (int i = 0; i < Math.Min(count, Size); i++)
        {
            Fast.Prefetch.Line(_pool.Address(in frames[i]));
        }
    }

    /// <summary>Takes frames, at most <see cref="Size"/>; returns how many of them are done.</summary>
    public int Run(Frame* frames, int count, ref Arrival arrival)
    {
        Read(frames, count, in arrival);
        Classify(frames, count, in arrival);
        return Act(frames, count, ref arrival);
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
        NativeArray.Free(_inner);
        NativeArray.Free(Uses);
        Uses = null;
        _usesCapacity = 0;
    }
}
