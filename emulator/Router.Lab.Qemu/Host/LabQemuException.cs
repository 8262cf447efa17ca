using System;
using Router.Images.Host;

namespace Router.Lab.Qemu.Host;

/// <summary>
/// A machine cannot be started, or has stopped answering. The message is for whoever asked for it: what is missing
/// and how to get it, or what the machine last said.
/// </summary>
public sealed class LabQemuException : HostException
{
    public LabQemuException(string message)
        : base(message)
    {
    }

    public LabQemuException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
