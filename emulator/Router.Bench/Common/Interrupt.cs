using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Bench.Common;

/// <summary>
/// Ctrl-C and SIGTERM as a cancellation, so that contestants end and files vanish before this process.
/// </summary>
public sealed class Interrupt : IDisposable
{
    /// <summary>Exit code of a run that the user ended, as shells count it: 128 and SIGINT.</summary>
    public const int ExitCode = 130;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interrupt() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
    ];

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _source.Dispose();
    }

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _source.Cancel();
    }
}
