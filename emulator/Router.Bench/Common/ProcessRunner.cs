using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Router.Bench.Common;

/// <summary>Starts contestants as processes and waits for them. A cancelled one is ended, never left behind.</summary>
public sealed class ProcessRunner : IContestantRunner
{
    private readonly Action<string> _progress;

    /// <param name="progress">Gets what contestants print on standard error, line by line.</param>
    public ProcessRunner(Action<string> progress) => _progress = progress;

    public IReadOnlyList<string> Run(Contestant contestant, CancellationToken cancelled)
    {
        cancelled.ThrowIfCancellationRequested();
        var start = new ProcessStartInfo(contestant.Program, contestant.Arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        foreach ((string name, string value) in Programs.NoLateTiers)
        {
            start.Environment[name] = value;
        }

        var lines = new List<string>();
        var complaints = new List<string>();
        using var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Keep(lines, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(complaints, line.Data);
        Start(process, contestant);
        using (cancelled.Register(() => End(process)))
        {
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            process.WaitForExit();
        }

        cancelled.ThrowIfCancellationRequested();
        if (process.ExitCode != 0)
        {
            throw new BenchException($"{contestant.Name} ended with exit code {process.ExitCode}: "
                + (complaints.Count == 0 ? "it said nothing" : string.Join("; ", complaints.TakeLast(5))));
        }

        complaints.ForEach(_progress);
        return lines;
    }

    private static void Start(Process process, Contestant contestant)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            throw new BenchException($"{contestant.Name} cannot be started: {e.Message}", e);
        }
    }

    private static void Keep(List<string> lines, string? line)
    {
        if (!string.IsNullOrWhiteSpace(line))
        {
            lock (lines)
            {
                lines.Add(line);
            }
        }
    }

    private static void End(Process process)
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself meanwhile.
        }
    }
}
