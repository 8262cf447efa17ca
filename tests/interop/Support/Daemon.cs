using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Text;
using System.Threading;

namespace Router.Tests.Interop.Support;

/// <summary>A process that runs beside the test; killed on dispose, its output kept for failure messages.</summary>
internal sealed class Daemon : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _log = new();
    private readonly Lock _lock = new();

    public Daemon(string program, IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start) ?? throw new InvalidOperationException(program);
        _process.StandardInput.Close();
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public int Pid => _process.Id;

    public string Log
    {
        get
        {
            lock (_lock)
            {
                return _log.ToString();
            }
        }
    }

    /// <summary>Sends a signal by number (15 = SIGTERM, 9 = SIGKILL, 1 = SIGHUP, 2 = SIGINT).</summary>
    public void Signal(int number)
    {
        if (!_process.HasExited)
        {
            Run.Try("kill", [$"-{number}", $"{_process.Id}"]);
        }
    }

    /// <summary>Waits for the end and returns the exit code.</summary>
    public int WaitForExit(TimeSpan? limit = null)
    {
        if (!_process.WaitForExit(limit ?? Run.Patience))
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} did not end; it printed:\n{Log}");
        }

        // The overload without a limit also waits for the last lines.
        _process.WaitForExit();
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        lock (_lock)
        {
            _log.AppendLine(line.Data);
        }
    }
}
