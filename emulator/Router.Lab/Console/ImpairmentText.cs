using System.Collections.Generic;
using System.Globalization;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>An impairment in the words of the lab file.</summary>
internal static class ImpairmentText
{
    public static string Describe(in Impairment impairment)
    {
        var parts = new List<string> { "delay " + Time(impairment.Delay) };
        Add(parts, impairment.Jitter != Duration.Zero, "jitter " + Time(impairment.Jitter));
        Add(parts, impairment.LossPpm > 0, "loss " + Percent(impairment.LossPpm));
        Add(parts, impairment.LossEvery > 0, "loss every " + Number(impairment.LossEvery));
        Add(parts, impairment.CorruptPpm > 0, "corrupt " + Percent(impairment.CorruptPpm));
        Add(parts, impairment.DuplicatePpm > 0, "duplicate " + Percent(impairment.DuplicatePpm));
        Add(parts, impairment.Rate > 0, "rate " + Number(impairment.Rate) + " bit/s");
        Add(parts, impairment.Mtu > 0, "mtu " + Number(impairment.Mtu));
        return string.Join(", ", parts);
    }

    private static void Add(List<string> parts, bool condition, string text)
    {
        if (condition)
        {
            parts.Add(text);
        }
    }

    private static string Time(Duration time) => time.Nanoseconds % 1_000_000 == 0
        ? Number(time.Milliseconds) + "ms"
        : Number(time.Nanoseconds / 1000) + "us";

    private static string Percent(int ppm) => (ppm / 10_000m).ToString("0.####", CultureInfo.InvariantCulture) + "%";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
