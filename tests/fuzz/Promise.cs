using System;

namespace Router.Fuzz;

/// <summary>What a parser promises beside not throwing. A broken promise is a crash for the fuzzer to keep.</summary>
internal static class Promise
{
    public static void Holds(bool condition, string promise)
    {
        if (!condition)
        {
            throw new InvalidOperationException("broken promise: " + promise);
        }
    }
}
