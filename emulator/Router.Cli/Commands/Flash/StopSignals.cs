using System;
using System.Runtime.InteropServices;
using System.Threading;

namespace Router.Cli.Commands.Flash;

/// <summary>
/// SIGINT, SIGTERM and SIGHUP end the writing between two chunks, so that there is something to say. Not taken before
/// the question is answered: there the signal may end the process at once.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private const int SignalBase = 128; // what shells report for a process that a signal ended

    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _number;

    internal StopSignals() =>
        _registrations =
        [
            Take(PosixSignal.SIGHUP, 1),
            Take(PosixSignal.SIGINT, 2),
            Take(PosixSignal.SIGTERM, 15),
        ];

    internal CancellationToken Token => _stop.Token;

    internal int ExitCode => SignalBase + Volatile.Read(ref _number);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _stop.Dispose();
    }

    private PosixSignalRegistration Take(PosixSignal signal, int number) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            Interlocked.CompareExchange(ref _number, number, 0);
            _stop.Cancel();
        });
}
