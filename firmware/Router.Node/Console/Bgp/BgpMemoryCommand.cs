using System.Globalization;
using Router.Bgp;

namespace Router.Node.Console;

/// <summary><c>show bgp memory</c>: octets by kind, and octets a prefix and a path.</summary>
internal static class BgpMemoryCommand
{
    public static ConsoleJob Show(IBgpConsole console, ConsoleRequest request)
    {
        BgpMemory memory = console.Speaker.Memory();
        long rib = memory.TableOctets + memory.AttributeOctets;
        if (request.Json)
        {
            return ConsoleJob.Finished(JsonText.Build(json =>
            {
                json.WriteStartObject();
                json.WriteNumber("prefixes", memory.Prefixes);
                json.WriteNumber("paths", memory.Paths);
                json.WriteNumber("attributeSets", memory.AttributeSets);
                json.WriteNumber("attributeBytes", memory.AttributeOctets);
                json.WriteNumber("tableBytes", memory.TableOctets);
                json.WriteNumber("bufferBytes", memory.BufferOctets);
                json.WriteNumber("ribBytes", rib);
                json.WriteEndObject();
            }));
        }

        string table = TextTable.Plain(["KIND", "NUMBER", "OCTETS", "EACH"],
        [
            Row("prefixes and paths", memory.Prefixes, memory.TableOctets),
            Row("attribute sets", memory.AttributeSets, memory.AttributeOctets),
            ["session buffers", string.Empty, Number(memory.BufferOctets), string.Empty],
            ["total", string.Empty, Number(rib + memory.BufferOctets), string.Empty],
        ]);
        return ConsoleJob.Finished(string.Create(CultureInfo.InvariantCulture,
            $"{table}\n{memory.Prefixes} prefixes with {memory.Paths} paths: {Each(rib, memory.Prefixes)} octets a ")
            + $"prefix, {Each(rib, memory.Paths)} a path\n");
    }

    private static string[] Row(string kind, int number, long octets) =>
        [kind, Number(number), Number(octets), Each(octets, number)];

    private static string Each(long octets, int number) => number == 0 ? "-" : Number(octets / number);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
