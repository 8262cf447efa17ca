using System.Globalization;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary><c>show memory</c>.</summary>
internal static class BirdMemory
{
    public static ConsoleJob Show(IBgpConsole console)
    {
        BgpMemory memory = console.Speaker.Memory();
        return new CodedReply()
            .Line(1018, "BIRD memory usage")
            .Line(1018, Size("Routing tables:", memory.TableOctets))
            .Line(1018, Size("Route attributes:", memory.AttributeOctets))
            .Line(1018, Size("Protocols:", memory.BufferOctets))
            .Line(1018, Size("Total:", memory.TableOctets + memory.AttributeOctets + memory.BufferOctets))
            .End(0);
    }

    // At most four digits and then the next unit.
    private static string Size(string what, long octets)
    {
        const string Units = " kMGT";
        int unit = 0;
        for (; octets > 9999 && unit < Units.Length - 1; unit++)
        {
            octets = (octets + 512) / 1024;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{what,-17} {octets,4} {Units[unit]}B");
    }
}
