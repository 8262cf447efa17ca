using System;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// Tells one writer when what it has unlinked can no longer be seen by any reader (quiescent-state-based reclamation).
/// A reader holds nothing between two calls of <see cref="Quiesce"/>; a worker calls it once per batch. Without
/// readers everything has passed at once.
/// </summary>
/// <remarks>
/// A tag is the number of the epoch that begins after the unlinking. A reader writes the number of the current epoch
/// into a cache line of its own; when that number has reached the tag, the reader has read the epoch, and with it the
/// unlinking, and has left what it read before: the read acquires, the write releases.
/// </remarks>
public sealed unsafe class ReaderEpochs : IDisposable
{
    /// <summary>Readers at one time.</summary>
    public const int MaxReaders = 64;

    private const int Line = 128;
    private const long Away = long.MaxValue;

    private long* _lines;
    private long _taken;

    public ReaderEpochs()
    {
        // Line 0 holds the current epoch, the others one reader each: no two of them share a line that is written.
        _lines = (long*)NativeMemory.AlignedAlloc((MaxReaders + 1) * Line, Line);
        NativeMemory.Clear(_lines, (MaxReaders + 1) * Line);
        for (int i = 0; i < MaxReaders; i++)
        {
            *Slot(i) = Away;
        }
    }

    ~ReaderEpochs() => Free();

    /// <summary>A place for one more reader, online. From any thread.</summary>
    public int Register()
    {
        while (true)
        {
            long taken = Volatile.Read(ref _taken);
            int reader = BitOperations.TrailingZeroCount(~taken);
            if (reader >= MaxReaders)
            {
                throw new InvalidOperationException($"more than {MaxReaders} readers");
            }

#pragma warning disable RS0030 // Two workers may start at the same time: the loser of this race takes another place.
            if (Interlocked.CompareExchange(ref _taken, taken | (1L << reader), taken) == taken)
#pragma warning restore RS0030
            {
                Online(reader);
                return reader;
            }
        }
    }

    /// <summary>The reader reads no more; its place is free.</summary>
    public void Unregister(int reader)
    {
        Offline(reader);
#pragma warning disable RS0030 // Against Register and Unregister of other workers.
        Interlocked.And(ref _taken, ~(1L << reader));
#pragma warning restore RS0030
    }

    /// <summary>The reader holds nothing that it read before. Cheap: no fence, no shared line written.</summary>
    public void Quiesce(int reader) => Volatile.Write(ref *Slot(reader), Volatile.Read(ref *_lines));

    /// <summary>The reader will not read until <see cref="Online"/>, and holds nothing: before it sleeps.</summary>
    public void Offline(int reader) => Volatile.Write(ref *Slot(reader), Away);

    /// <summary>The reader reads again.</summary>
    public void Online(int reader)
    {
        Volatile.Write(ref *Slot(reader), Volatile.Read(ref *_lines));

        // The writer unlinks and then looks who is online; we say that we are online and then read links. Without full
        // fences on both sides each could miss the other.
#pragma warning disable RS0030
        Interlocked.MemoryBarrier();
#pragma warning restore RS0030
    }

    /// <summary>Writer: begins an epoch after something was unlinked.</summary>
    /// <returns>The tag that <see cref="Passed"/> must reach before it is used again.</returns>
    public long Advance()
    {
#pragma warning disable RS0030 // A full fence: the unlinking before it, the looking at readers after it, see Online.
        return Interlocked.Increment(ref *_lines);
#pragma warning restore RS0030
    }

    /// <summary>Writer: what was unlinked with this tag or a lower one is out of every reader's reach.</summary>
    public long Passed()
    {
        long passed = Away;
        for (long taken = Volatile.Read(ref _taken); taken != 0; taken &= taken - 1)
        {
            passed = Math.Min(passed, Volatile.Read(ref *Slot(BitOperations.TrailingZeroCount(taken))));
        }

        return passed;
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private long* Slot(int reader) => (long*)((byte*)_lines + ((reader + 1) * Line));

    private void Free()
    {
        NativeMemory.AlignedFree(_lines);
        _lines = null;
    }
}
