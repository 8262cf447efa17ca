using System;
using System.Collections.Generic;
using System.Numerics;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>The calling thread: the cores it may run on, and the time it has used of them.</summary>
public static unsafe class ThreadScheduling
{
    private const int CallingThread = 0;
    private const int ThreadCpuTime = 3;

    // The kernel takes masks of any length; 1,024 cores is what the C library allows for.
    private const int Words = 16;

    /// <summary>Nanoseconds of processor time (user and system) that the calling thread has used.</summary>
    public static long CpuTime
    {
        get
        {
            Timespec time;
            return Libc.clock_gettime(ThreadCpuTime, &time) == 0
                ? (time.Seconds * 1_000_000_000L) + time.Nanoseconds
                : throw new InvalidOperationException("clock_gettime: " + Errno.Text(Errno.Last));
        }
    }

    /// <summary>Cores the calling thread may run on, ascending.</summary>
    public static IReadOnlyList<int> AllowedCores()
    {
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        if (Libc.sched_getaffinity(CallingThread, Words * sizeof(ulong), mask) < 0)
        {
            throw new InvalidOperationException("sched_getaffinity: " + Errno.Text(Errno.Last));
        }

        var cores = new List<int>();
        for (int word = 0; word < Words; word++)
        {
            for (ulong bits = mask[word]; bits != 0; bits &= bits - 1)
            {
                cores.Add((word * 64) + BitOperations.TrailingZeroCount(bits));
            }
        }

        return cores;
    }

    /// <summary>
    /// Binds the calling thread to one core. Threads and processes that it starts afterwards inherit that.
    /// </summary>
    public static void Pin(int core)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(core);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(core, Words * 64);
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        mask[core / 64] = 1UL << (core % 64);
        if (Libc.sched_setaffinity(CallingThread, Words * sizeof(ulong), mask) != 0)
        {
            throw new InvalidOperationException($"cannot run on core {core}: {Errno.Text(Errno.Last)}");
        }
    }
}
