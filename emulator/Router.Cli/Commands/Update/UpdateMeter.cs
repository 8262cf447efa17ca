using System;
using System.Diagnostics;
using System.Globalization;
using Router.Slots.Management;

namespace Router.Cli.Commands.Update;

/// <summary>How far an update is: a line that changes on a terminal, a line for each tenth elsewhere.</summary>
internal sealed class UpdateMeter(bool isQuiet)
{
    private readonly bool _isTerminal = !Console.IsErrorRedirected;
    private Stopwatch _watch = Stopwatch.StartNew();
    private UpdateStep _step;
    private long _shown = -1;

    public void Show(UpdateProgress progress, long length)
    {
        if (progress.Step != _step)
        {
            End();
            (_step, _shown, _watch) = (progress.Step, -1, Stopwatch.StartNew());
        }

        long share = length == 0 ? 100 : progress.Octets * 100 / length;
        if (isQuiet || (_isTerminal ? share : share / 10) == _shown)
        {
            return;
        }

        _shown = _isTerminal ? share : share / 10;
        double seconds = Math.Max(_watch.Elapsed.TotalSeconds, 0.001);
        double rate = progress.Octets / seconds;
        string left = rate > 0 ? $"{(length - progress.Octets) / rate:0} s left" : "waiting";
        string line = string.Create(CultureInfo.InvariantCulture,
            $"{(progress.Step == UpdateStep.Writing ? "writing" : "reading back")} {share,3} %, "
            + $"{rate / 1e6:0.0} MB/s, {left}");
        Console.Error.Write(_isTerminal ? $"\r{line}\u001b[K" : line + "\n");
    }

    public void End()
    {
        if (_isTerminal && _shown >= 0 && !isQuiet)
        {
            Console.Error.WriteLine();
        }
    }
}
