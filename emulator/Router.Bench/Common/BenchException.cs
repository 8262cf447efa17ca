using System;

namespace Router.Bench.Common;

/// <summary>A benchmark cannot be run; the message is for whoever started it.</summary>
public sealed class BenchException : Exception
{
    public BenchException(string message)
        : base(message)
    {
    }

    public BenchException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
