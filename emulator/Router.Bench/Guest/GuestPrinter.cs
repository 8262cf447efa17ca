using System;
using System.Globalization;
using System.IO;
using Router.Bench.Common;

namespace Router.Bench.Guest;

/// <summary>The report as a person reads it.</summary>
internal static class GuestPrinter
{
    public static void Print(TextWriter output, GuestReport report)
    {
        report.Machine.Print(output);
        output.WriteLine(Text($"guest    {report.Qemu}, TCG, one core; Linux {report.GuestKernel}, ")
            + Text($"booted in {report.BootSeconds:0.0} s"));
        output.WriteLine(Text($"traffic  veth to veth, {report.Flows} flows, at most 256 frames on the way; ")
            + Text($"{report.Rounds} rounds of {report.Seconds:0.0} s; sender, router and sink on the one core"));
        if (report.CountedInstructions)
        {
            output.WriteLine("clock    the guest's instructions, 1,000 of them a microsecond: work, not speed");
        }

        output.WriteLine("checked  every octet of every frame that came out but the outer identification: addresses, "
            + "lengths, TTL, DF, checksums");
        foreach (GuestCaseResult one in report.Cases)
        {
            output.WriteLine();
            output.WriteLine(new GuestCase(one.Way, one.Size) + " octets; median (90th percentile); "
                + "router: without what the cable alone takes");
            var table = new TextTable(
                "", "frames/s", "to tunl0", "us/frame: router", "to tunl0", "sent", "lost", "wrong");
            foreach (GuestResultLine line in one.Contestants)
            {
                table.Add(
                    line.Name,
                    Text($"{line.FramesPerSecond.Median:0} ({line.FramesPerSecond.P90:0})"),
                    Ratio(line.ToKernel),
                    line.Name == GuestNames.Cable ? "-" : Text($"{line.RouterNanoseconds.Median / 1e3:0.0}"),
                    Ratio(line.RouterToKernel),
                    Text($"{line.Sent}"),
                    Text($"{line.Lost}"),
                    Text($"{line.Wrong}"));
            }

            table.Print(output);
        }

        output.WriteLine();
    }

    private static string Ratio(Quantiles? ratio) => ratio is { } of ? Text($"{of.Median:0.00}") : "-";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
