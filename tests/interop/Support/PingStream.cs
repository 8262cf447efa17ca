using System;

namespace Router.Tests.Interop.Support;

/// <summary>iputils' ping a hundred times a second, until told to stop.</summary>
internal sealed class PingStream : IDisposable
{
    public const int PerSecond = 100;

    private readonly Daemon _ping;

    public PingStream(NetNamespace from, string to) => _ping = from.Start("ping", "-n", "-D", "-i", "0.01", to);

    /// <summary>Ends it; what was answered and what was not.</summary>
    public PingLoss Stop()
    {
        _ping.Signal(2);
        _ping.WaitForExit();
        return PingLoss.Of(_ping.Log);
    }

    public void Dispose() => _ping.Dispose();
}
