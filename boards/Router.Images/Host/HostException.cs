using System;

namespace Router.Images.Host;

/// <summary>
/// This machine lacks something, or a program of it failed. The message is for whoever asked: what is missing and how
/// to get it, or what the program said.
/// </summary>
public class HostException : Exception
{
    public HostException(string message)
        : base(message)
    {
    }

    public HostException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
