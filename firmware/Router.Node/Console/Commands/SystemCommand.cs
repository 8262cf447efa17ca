using System.Collections.Generic;
using System.Text;
using System.Text.Json;

namespace Router.Node.Console;

/// <summary><c>show system</c>: what the machine says of itself.</summary>
internal static class SystemCommand
{
    public static ConsoleJob Show(Board board, ConsoleRequest request)
    {
        List<KeyValuePair<string, string>> lines =
        [
            new("node", board.Name), new("uptime", $"{(request.Now - board.Started).Seconds} s"),
            .. board.DescribeMachine?.Invoke() ?? [],
        ];
        return ConsoleJob.Finished(request.Json ? JsonText.Build(json => WriteJson(json, lines)) : Text(lines));
    }

    private static string Text(List<KeyValuePair<string, string>> lines)
    {
        var text = new StringBuilder();
        foreach ((string name, string value) in lines)
        {
            text.Append((name + ":").PadRight(14)).Append(value).Append('\n');
        }

        return text.ToString();
    }

    private static void WriteJson(Utf8JsonWriter json, List<KeyValuePair<string, string>> lines)
    {
        json.WriteStartObject();
        foreach ((string name, string value) in lines)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }
}
