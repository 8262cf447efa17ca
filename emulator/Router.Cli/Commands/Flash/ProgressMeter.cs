using System;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using Router.Hal.Linux;
using Router.Images.Flash;

namespace Router.Cli.Commands.Flash;

/// <summary>A bar with rate and remaining time on a terminal, or a line of JSON for each change in percent.</summary>
internal sealed class ProgressMeter : IFlashProgress
{
    private const int StandardError = 2;
    private const int BarWidth = 24;
    private static readonly TimeSpan s_redraw = TimeSpan.FromMilliseconds(200);

    private readonly bool _json;
    private readonly bool _bar;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private FlashPhase? _phase;
    private TimeSpan _phaseBegan;
    private TimeSpan _lastReport;
    private TimeSpan _drawn;
    private int _percent;

    internal ProgressMeter(FlashOptions options)
    {
        _json = options.HasJsonProgress && !options.IsQuiet;
        _bar = !_json && !options.IsQuiet && DescriptorIo.IsTerminal(StandardError);
    }

    public void Report(FlashPhase phase, long done, long total)
    {
        TimeSpan now = _clock.Elapsed;
        bool first = phase != _phase;
        if (first)
        {
            // Each phase has a rate of its own, since cards read faster than they write; it began with the last report.
            End();
            (_phase, _phaseBegan) = (phase, _lastReport);
        }

        _lastReport = now;
        int percent = (int)(done * 100 / total);
        if (_json && (first || percent != _percent))
        {
            Print(Json(phase, done, total, now - _phaseBegan) + "\n");
        }
        else if (_bar && (first || done == total || now - _drawn >= s_redraw))
        {
            _drawn = now;
            Print("\r" + Bar(phase, done, total, now - _phaseBegan) + "\x1b[K");
        }

        _percent = percent;
    }

    /// <summary>Leaves the cursor below the bar.</summary>
    internal void End()
    {
        if (_bar && _phase is not null)
        {
            Print("\n");
        }
    }

    /// <summary>One state of the bar.</summary>
    internal static string Bar(FlashPhase phase, long done, long total, TimeSpan elapsed)
    {
        int filled = (int)(done * BarWidth / total);
        string bar = (new string('=', filled) + (filled < BarWidth ? ">" : string.Empty)).PadRight(BarWidth);
        long rate = Rate(done, elapsed);
        TimeSpan remaining = Remaining(done, total, elapsed);
        string left = done == total
            ? string.Empty
            : $"  {(long)remaining.TotalMinutes}:{remaining.Seconds:00} left";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{phase,-9} [{bar}] {done * 100 / total,3} %  {rate / 1e6,6:0.0} MB/s{left}");
    }

    /// <summary>One line for scripts; docs/flash.md has its fields.</summary>
    internal static string Json(FlashPhase phase, long done, long total, TimeSpan elapsed) => JsonText.Of(
        writer =>
        {
            writer.WriteString("phase", JsonText.Word(phase));
            writer.WriteNumber("bytes", done);
            writer.WriteNumber("total", total);
            writer.WriteNumber("percent", done * 100 / total);
            writer.WriteNumber("bytesPerSecond", Rate(done, elapsed));
            writer.WriteNumber("secondsLeft", (long)Remaining(done, total, elapsed).TotalSeconds);
        },
        indented: false);

    private static long Rate(long done, TimeSpan elapsed) =>
        elapsed > TimeSpan.Zero ? (long)(done / elapsed.TotalSeconds) : 0;

    private static TimeSpan Remaining(long done, long total, TimeSpan elapsed) =>
        done > 0 ? elapsed * ((double)(total - done) / done) : TimeSpan.Zero;

    // A terminal that goes away is no reason to leave a card half written.
    private static void Print(string text)
    {
        try
        {
            Console.Error.Write(text);
        }
        catch (IOException)
        {
            // The result still goes where it can.
        }
    }
}
