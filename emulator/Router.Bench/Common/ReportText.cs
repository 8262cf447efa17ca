using System;
using System.Globalization;
using System.IO;

namespace Router.Bench.Common;

/// <summary>What the reports that a person reads have in common.</summary>
internal static class ReportText
{
    /// <summary>Numbers as they are written everywhere, whatever the user's language.</summary>
    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Where and what was run, and who is missing; then an empty line.</summary>
    public static void PrintHead(TextWriter output, Machine machine, string run, string? missing)
    {
        machine.Print(output);
        output.WriteLine(run);
        if (missing is not null)
        {
            output.WriteLine($"missing  {missing}");
        }

        output.WriteLine();
    }

    /// <summary>What became of a bar.</summary>
    public static string Verdict(bool met, bool aimMet) => aimMet ? "aim met" : met ? "met" : "MISSED";
}
