using System.Globalization;
using System.Text;
using Router.Bgp.Monitoring;
using Router.Wire;

namespace Router.Node.Console;

/// <summary><c>dump mrt FILE</c>: so many slots of the table a turn.</summary>
internal static class DumpMrtCommand
{
    public static ConsoleJob Start(IBgpConsole console, ConsoleRequest request)
    {
        if (request.Arguments.Count != 1)
        {
            return ConsoleJob.Finished("usage: dump mrt FILE", 2);
        }

        if (console.Files is not { } files)
        {
            return ConsoleJob.Finished("this node has no files", 1);
        }

        string path = request.Arguments[0];
        if (!files.TryCreate(path, out IConsoleFile? file, out string? reason))
        {
            return ConsoleJob.Finished($"{path}: {reason}", 1);
        }

        var clock = new WallClock((console.UnixTime(request.Now) ?? request.Now.Nanoseconds) - request.Now.Nanoseconds);
        return new Dump(path, file, new MrtTableDump(console.Speaker, clock, request.Now));
    }

    private sealed class Dump(string path, IConsoleFile file, MrtTableDump dump) : ConsoleJob
    {
        private const int SlotsPerTurn = 1024;

        private readonly OctetBuffer _buffer = new();
        private bool _isCancelled;

        public override void Cancel() => _isCancelled = true;

        public override bool Poll(Instant now, StringBuilder output)
        {
            string? reason = _isCancelled ? "cancelled, nothing is left of it" : null;
            if (reason is null)
            {
                dump.Write(_buffer, SlotsPerTurn);
                if (file.TryWrite(_buffer.Pending, out reason) && !dump.IsOver)
                {
                    _buffer.Clear();
                    return false;
                }
            }

            if (reason is null && file.TryFinish(out reason))
            {
                output.Append(CultureInfo.InvariantCulture, $"{path}: {dump.Routes} routes\n");
            }
            else
            {
                ExitCode = 1;
                output.Append(CultureInfo.InvariantCulture, $"{path}: {reason}\n");
            }

            file.Dispose();
            return true;
        }
    }
}
