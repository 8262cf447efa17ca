using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// What the fast path knows of the core's decisions, in native memory: ways by group, their rewrites, rewrites of
/// destinations on a link, and tunnel remotes that may send to us. A cache: it may forget everything at any time.
/// </summary>
internal sealed unsafe partial class WayTable : IDisposable
{
    private const int MostProbes = 8;
    private const int MostRewrites = 1 << 20;

    private Destination* _destinations;
    private int* _usedDestinations;
    private int _destinationCapacity;
    private int _destinationCount;
    private int _groupsUsed;
    private int _membersUsed;
    private int _sharesUsed;
    private byte* _shares;
    private int _rewritesUsed = 1;

    public WayTable(int groups = 1024, int rewrites = 1024) => Allocate(groups, rewrites);

    ~WayTable() => Free();

    /// <summary>What the readers of a shared table must know beside it.</summary>
    public BoardFacts? Facts { get; set; }

    /// <summary>Which table this is: one that is used again is another.</summary>
    public long Stamp { get; set; }

    /// <summary>Group numbers that may be known are below this.</summary>
    public int GroupsUsed => _groupsUsed;

    public int DestinationCount => _destinationCount;

    /// <summary>By group number.</summary>
    public Way* Groups { get; private set; }

    public int GroupCapacity { get; private set; }

    public Way* Members { get; private set; }

    /// <summary>Number 0 is none.</summary>
    public Rewrite* Rewrites { get; private set; }

    public int RewriteCapacity { get; private set; }

    private int ShareCapacity => RewriteCapacity / 4;

    public int RewritesUsed => _rewritesUsed;

    /// <summary>Something did not fit: <see cref="Reset"/> will make more room.</summary>
    public bool IsFull { get; private set; }

    /// <summary>
    /// Writes the way of a group, its state last: who reads that on another thread finds the rest there.
    /// </summary>
    public void SetGroup(int group, in Way way)
    {
        Way* at = Groups + group;
        (at->Count, at->Interface) = (way.Count, way.Interface);
        (at->Target, at->Shares) = (way.Target, way.Shares);
        Volatile.Write(ref at->State, way.State);
        _groupsUsed = Math.Max(_groupsUsed, group + 1);
    }

    /// <summary>False, and full from now on, when there is no such group in this table.</summary>
    public bool Covers(int group)
    {
        IsFull |= group >= GroupCapacity;
        return group < GroupCapacity;
    }

    public bool TryAddMembers(int count, out int first)
    {
        first = _membersUsed;
        if (_membersUsed + count > RewriteCapacity)
        {
            IsFull = true;
            return false;
        }

        _membersUsed += count;
        return true;
    }

    /// <summary>Adds a table of members by part of the flows; there are 255 of them at most.</summary>
    public bool TryAddShares(ReadOnlySpan<ushort> members, out int number)
    {
        number = _sharesUsed;
        if (_sharesUsed == ShareCapacity)
        {
            IsFull = true;
            return false;
        }

        byte* shares = _shares + (_sharesUsed++ * HopShares.Buckets);
        for (int i = 0; i < HopShares.Buckets; i++)
        {
            shares[i] = (byte)members[i];
        }

        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ShareOf(int number, int bucket) => _shares[(number * HopShares.Buckets) + bucket];

    public bool TryAddRewrite(in Rewrite rewrite, out int number)
    {
        number = _rewritesUsed;
        if (_rewritesUsed == RewriteCapacity)
        {
            IsFull = true;
            return false;
        }

        Rewrites[_rewritesUsed++] = rewrite;
        return true;
    }

    /// <summary>The rewrite for a destination on the link of a hop; 0 when it is not known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int FindDestination(int hop, uint address)
    {
        ulong key = Key(hop, address);
        Destination* at = _destinations + Bucket(key);
        for (int i = 0; i < MostProbes; i++, at++)
        {
            if (at->Key == key)
            {
                return at->Rewrite;
            }
        }

        return 0;
    }

    public void SetDestination(int hop, uint address, int rewrite)
    {
        ulong key = Key(hop, address);
        int first = Bucket(key);
        for (int i = first; i < first + MostProbes; i++)
        {
            if (_destinations[i].Key == key)
            {
                Volatile.Write(ref _destinations[i].Rewrite, rewrite);
                return;
            }

            if (_destinations[i].Key == 0)
            {
                _destinations[i].Rewrite = rewrite;
                Volatile.Write(ref _destinations[i].Key, key);
                _usedDestinations[_destinationCount++] = i;
                return;
            }
        }

        IsFull = true;
    }

    /// <summary>One of the destinations, counted in the order they came.</summary>
    public void DestinationAt(int number, out int hop, out uint address)
    {
        ulong key = _destinations[_usedDestinations[number]].Key;
        hop = (int)(key >> 32);
        address = (uint)key;
    }

    /// <summary>Forgets everything, and grows if something did not fit.</summary>
    /// <param name="groups">Group numbers there may be.</param>
    public void Reset(int groups)
    {
        if (IsFull)
        {
            int rewrites = Math.Min(RewriteCapacity * 2, MostRewrites);
            FreeArrays();
            Allocate(Math.Max(groups, GroupCapacity), rewrites);
        }
        else
        {
            new Span<Way>(Groups, _groupsUsed).Clear();
            for (int i = 0; i < _destinationCount; i++)
            {
                _destinations[_usedDestinations[i]] = default;
            }
        }

        ForgetRemotes();
        (_groupsUsed, _membersUsed, _sharesUsed, _destinationCount, _rewritesUsed) = (0, 0, 0, 0, 1);
        IsFull = false;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private static ulong Key(int hop, uint address) => ((ulong)(uint)hop << 32) | address;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Bucket(ulong key) => (int)((key * 0x9e37_79b9_7f4a_7c15) >> 32) & (_destinationCapacity - 1);

    private void Allocate(int groups, int rewrites)
    {
        // Four slots for each rewrite, and room so that a probe need not wrap around.
        _destinationCapacity = rewrites * 4;
        _destinations = NativeArray.New<Destination>(_destinationCapacity + MostProbes);
        _usedDestinations = NativeArray.New<int>(_destinationCapacity + MostProbes);
        Groups = NativeArray.New<Way>(groups);
        GroupCapacity = groups;
        Members = NativeArray.New<Way>(rewrites);
        Rewrites = NativeArray.New<Rewrite>(rewrites);
        RewriteCapacity = rewrites;
        _shares = NativeArray.New<byte>(ShareCapacity * HopShares.Buckets);
        Rewrites[0].Until = long.MinValue;
    }

    private void FreeArrays()
    {
        NativeArray.Free(_destinations);
        NativeArray.Free(_usedDestinations);
        NativeArray.Free(Groups);
        NativeArray.Free(Members);
        NativeArray.Free(_shares);
        NativeArray.Free(Rewrites);
    }

    private void Free()
    {
        FreeArrays();
        NativeArray.Free(_remotes);
    }

    [StructLayout(LayoutKind.Sequential, Size = 16)]
    private struct Destination
    {
        /// <summary>Hop and address; 0 is free.</summary>
        public ulong Key;
        public int Rewrite;
    }
}
