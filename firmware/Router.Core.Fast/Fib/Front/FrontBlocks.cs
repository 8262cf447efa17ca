using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// Where readers find the front of a table, and the native blocks that they may still see after another one was put
/// there: each is freed when <see cref="ReaderEpochs"/> says that nobody does.
/// </summary>
internal sealed unsafe class FrontBlocks(ReaderEpochs? readers, bool poison) : IDisposable
{
    private const int Line = 64;

    private readonly Queue<(long Tag, nint Block, long Octets)> _retired = new();
    private ReaderEpochs? _readers = readers;
    private nint _shown;

    /// <summary>Octets that wait for readers.</summary>
    public long RetiredOctets { get; private set; }

    /// <summary>What readers start from now: a block that begins with its <see cref="FrontKind"/>, or null.</summary>
    public byte* Shown => (byte*)Volatile.Read(ref _shown);

    /// <summary>True when something unlinked may still be seen.</summary>
    public bool HasReaders => _readers != null;

    /// <summary>A block that begins on a cache line; its contents are undefined.</summary>
    public static byte* Allocate(long octets) => (byte*)NativeMemory.AlignedAlloc((nuint)octets, Line);

    /// <summary>Readers start from here from now on. Then retire what they started from before.</summary>
    public void Show(void* block) => Volatile.Write(ref _shown, (nint)block);

    /// <summary>The tag of what has just been unlinked.</summary>
    public long Tag() => _readers?.Advance() ?? 0;

    /// <summary>What was unlinked with this tag or a lower one is out of reach.</summary>
    public long Passed() => _readers?.Passed() ?? long.MaxValue;

    /// <summary>Takes a block that has just been unlinked.</summary>
    public void Retire(void* block, long octets)
    {
        if (block == null)
        {
            return;
        }

        _retired.Enqueue((Tag(), (nint)block, octets));
        RetiredOctets += octets;
        Reclaim();
    }

    public void Reclaim()
    {
        if (_retired.Count == 0)
        {
            return;
        }

        long passed = Passed();
        while (_retired.TryPeek(out (long Tag, nint Block, long Octets) first) && first.Tag <= passed)
        {
            _ = _retired.Dequeue();
            Free(first.Block, first.Octets);
        }
    }

    /// <summary>
    /// Nobody reads any more: what waits is freed, and from now on all at once. Where readers register may be gone
    /// already, when both are collected.
    /// </summary>
    public void Dispose()
    {
        _readers = null;
        Show(null);
        while (_retired.TryDequeue(out (long Tag, nint Block, long Octets) retired))
        {
            Free(retired.Block, retired.Octets);
        }
    }

    private void Free(nint block, long octets)
    {
        if (poison)
        {
            NativeMemory.Fill((void*)block, (nuint)octets, 0xee);
        }

        RetiredOctets -= octets;
        NativeMemory.AlignedFree((void*)block);
    }
}
