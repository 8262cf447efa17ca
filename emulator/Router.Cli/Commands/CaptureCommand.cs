using System.CommandLine;
using Router.Hal.Linux;

namespace Router.Cli.Commands;

/// <summary><c>router capture --control SOCK PORT</c>: frames of a live board's port.</summary>
internal static class CaptureCommand
{
    public static Command Create()
    {
        var control = new Option<string>("--control") { Description = "The board's control socket", Required = true };
        var port = new Argument<string>("port") { Description = "The port's name, such as ens33" };
        Option<string> file = CaptureFile.Option();
        Option<int> count = CaptureFile.Count();
        var command = new Command("capture", "Write the frames of a running board's port to a pcapng file")
        {
            control, port, file, count,
        };
        command.SetAction(result => CaptureFile.Write(
            result.GetRequiredValue(control),
            "capture " + result.GetRequiredValue(port),
            result.GetRequiredValue(port),
            result.GetValue(file)!,
            result.GetValue(count),
            MonotonicClock.UnixEpochOffset));
        return command;
    }
}
