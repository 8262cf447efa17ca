using System;
using System.Runtime.InteropServices;
using System.Threading;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>
/// Signals as a descriptor for the poll loop: SIGTERM, SIGINT and SIGHUP unless others are asked for. Not a signalfd:
/// that sees only signals blocked in every thread, and the runtime's own threads run before any of our code could block
/// them.
/// </summary>
public sealed class SignalWatch : IDisposable
{
    private const int HangUp = 1;
    private const nint DefaultDisposition = 0;
    private const nint IgnoreDisposition = 1;

    private readonly WakeUp _wakeUp = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly PosixSignal[] _signals;
    private int _pending;

    /// <param name="signals">Those that end the process first.</param>
    public SignalWatch(params PosixSignal[] signals)
    {
        _signals = signals.Length > 0 ? signals : [PosixSignal.SIGTERM, PosixSignal.SIGINT, PosixSignal.SIGHUP];
        HeedHangUp();
        _registrations = Array.ConvertAll(_signals, signal => PosixSignalRegistration.Create(signal, OnSignal));
    }

    /// <summary>Polls readable when <see cref="TryTake"/> has a signal.</summary>
    public int Descriptor => _wakeUp.Descriptor;

    /// <summary>
    /// Takes one pending signal, the first ones first. A signal raised twice may be seen once.
    /// </summary>
    public bool TryTake(out PosixSignal signal)
    {
        _wakeUp.Clear();
        foreach (PosixSignal candidate in _signals)
        {
            int bit = Bit(candidate);
            if ((Interlocked.And(ref _pending, ~bit) & bit) == 0)
            {
                continue;
            }

            if (Volatile.Read(ref _pending) != 0)
            {
                _wakeUp.Signal();
            }

            signal = candidate;
            return true;
        }

        signal = default;
        return false;
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _wakeUp.Dispose();
    }

    // Under nohup, or a service manager that ignores it, SIGHUP arrives ignored, and the runtime would leave it so.
    // Here it asks for a reload and ends nothing.
    private static void HeedHangUp()
    {
        nint before = Libc.signal(HangUp, DefaultDisposition);
        if (before != IgnoreDisposition)
        {
            _ = Libc.signal(HangUp, before);
        }
    }

    // PosixSignal's own values are negative and small.
    private static int Bit(PosixSignal signal) => 1 << -(int)signal;

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true; // the loop decides how to end
        Interlocked.Or(ref _pending, Bit(context.Signal));
        _wakeUp.Signal();
    }
}
