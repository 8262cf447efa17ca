using System;
using System.Diagnostics;
using System.Threading;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>Waits for a state that other processes reach in their own time.</summary>
internal static class Eventually
{
    /// <summary>Asks until the answer is yes; fails with what <paramref name="picture"/> shows then.</summary>
    public static TimeSpan Holds(string what, Func<bool> holds, TimeSpan limit, Func<string> picture)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!holds())
        {
            if (watch.Elapsed > limit)
            {
                Assert.Fail($"Not within {limit.TotalSeconds} s: {what}\n{picture()}");
            }

            Thread.Sleep(100);
        }

        return watch.Elapsed;
    }

    /// <summary>Watches for a while that a state does not change.</summary>
    public static void Stays(string what, Func<bool> holds, TimeSpan time, Func<string> picture)
    {
        for (Stopwatch watch = Stopwatch.StartNew(); watch.Elapsed < time; Thread.Sleep(100))
        {
            Assert.That(holds(), Is.True, () => $"{what}\n{picture()}");
        }
    }
}
