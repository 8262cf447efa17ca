using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Lab.Qemu.Host;

namespace Router.Tests.Interop.Support;

/// <summary>A process that runs beside the test; killed on dispose, its output kept for failure messages.</summary>
internal sealed class Daemon(string program, IEnumerable<string> arguments) : IDisposable
{
    private readonly BackgroundProgram _program = new(program, arguments);

    public bool HasExited => _program.HasExited;

    public int Pid => _program.Id;

    public string Log => _program.Log;

    /// <summary>Sends a signal by number (15 = SIGTERM, 9 = SIGKILL, 1 = SIGHUP, 2 = SIGINT).</summary>
    public void Signal(int number)
    {
        if (!_program.HasExited)
        {
            Run.Try("kill", [$"-{number}", $"{_program.Id}"]);
        }
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public int WaitForExit(TimeSpan? limit = null) => _program.WaitForExit(limit ?? Run.Patience)
        ?? throw new TimeoutException($"{program} did not end; it printed:\n{Log}");

    /// <summary>Waits so long, or until it ends.</summary>
    public void WaitUntilEndOr(TimeSpan limit) => _program.WaitForExit(limit);

    /// <summary>Waits until it answers; fails when it ends before that.</summary>
    public void WaitUntil(string what, Func<bool> answers, int seconds = 30) => Eventually.Holds(
        what,
        () =>
        {
            Assert.That(HasExited, Is.False, () => Log);
            return answers();
        },
        TimeSpan.FromSeconds(seconds),
        () => Log);

    public void Dispose() => _program.Dispose();
}
