using System;

namespace Router.Tests.Interop.Support;

/// <summary>iputils' ping a hundred times a second, until told to stop.</summary>
internal sealed class PingStream : IDisposable
{
    public const int PerSecond = 100;

    private readonly Daemon _ping;

    public PingStream(NetNamespace from, string to) => _ping = from.Start("ping", "-n", "-D", "-i", "0.01", to);

    /// <summary>Waits until so many more were answered.</summary>
    public void WaitForAnswers(int count)
    {
        int until = Answered + count;
        Eventually.Holds($"{count} more pings are answered", () => Answered >= until, TimeSpan.FromSeconds(60),
            () => _ping.Log);
    }

    /// <summary>Ends it; what was answered and what was not.</summary>
    public PingLoss Stop()
    {
        _ping.Signal(2);
        _ping.WaitForExit();
        return PingLoss.Of(_ping.Log);
    }

    private int Answered => PingLoss.Answers(_ping.Log);

    public void Dispose() => _ping.Dispose();
}
