using System;

namespace Router.Hal;

/// <summary>
/// A NIC could not be opened. The message is for the operator: which interface, what is wrong, what to do about it.
/// Only opening throws; once open, a NIC reports through its counters, its link and its fault.
/// </summary>
public sealed class NicException : Exception
{
    public NicException()
    {
    }

    public NicException(string message)
        : base(message)
    {
    }

    public NicException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
