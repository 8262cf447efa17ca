using System;

namespace Router.Hal.Linux;

/// <summary>
/// Says when any link of the namespace changed, so that a loop asks <see cref="INic.LinkUp"/> then and not all the
/// time.
/// </summary>
public sealed class LinkMonitor : IDisposable
{
    private const uint Links = 1; // RTMGRP_LINK
    private const int NonBlocking = 0x800;

    private readonly Netlink _netlink = new(Links, NonBlocking);

    public int Descriptor => _netlink.Descriptor;

    /// <summary>Clears what has been reported; true if there was something.</summary>
    public bool Drain()
    {
        bool any = false;
        while (_netlink.TryReadNotice())
        {
            any = true;
        }

        return any;
    }

    public void Dispose() => _netlink.Dispose();
}
