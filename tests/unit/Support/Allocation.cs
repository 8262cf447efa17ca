using System;

namespace Router.Tests.Support;

/// <summary>Counts what a thread allocates.</summary>
internal static class Allocation
{
    private const int Attempts = 3;

    /// <summary>
    /// Octets that the calling thread allocates by some work: the least of a few runs. A collection that another thread
    /// starts takes away the unused rest of this thread's allocation buffer, and the runtime counts that as allocated;
    /// what the work allocates itself shows in each run.
    /// </summary>
    public static long Of(Action work)
    {
        long least = long.MaxValue;
        for (int i = 0; i < Attempts && least > 0; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        return least;
    }
}
