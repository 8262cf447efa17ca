using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;

namespace Router.Boards.Init;

/// <summary>
/// What the image knows of its machine: lines <c>name=value</c>, written by who builds the image, read before anything
/// else works.
/// </summary>
public sealed record ApplianceFile
{
    /// <summary>Where it lies in the image.</summary>
    public const string Path = "/etc/router/appliance";

    /// <summary>The board's name.</summary>
    public string Board { get; private init; } = "unknown";

    /// <summary>When the image was built, seconds since 1970: before that it cannot be.</summary>
    public long Built { get; private init; }

    /// <summary>The run file of its node.</summary>
    public string Node { get; private init; } = "/etc/router/node.yaml";

    /// <summary>Seconds until the hardware's watchdog resets the machine; 0: it is left alone.</summary>
    public int Watchdog { get; private init; }

    /// <summary>Modules in the order in which they are loaded.</summary>
    public IReadOnlyList<string> Modules { get; private init; } = [];

    /// <summary>Lines that are not understood are told and passed over: a board that boots is worth more.</summary>
    public static ApplianceFile Read(TextReader text, Action<string> complain)
    {
        ApplianceFile file = new();
        int number = 0;
        while (text.ReadLine() is { } line)
        {
            number++;
            int at = line.IndexOf('=', StringComparison.Ordinal);
            string name = at < 0 ? line.Trim() : line[..at].Trim();
            string value = line[(at + 1)..].Trim();
            ApplianceFile? next = name.Length == 0 || name[0] == '#' ? file : at < 0 ? null : file.With(name, value);
            if (next is null)
            {
                complain($"{Path}:{number}: not understood: {line}");
            }

            file = next ?? file;
        }

        return file;
    }

    private ApplianceFile? With(string name, string value) => name switch
    {
        "board" => this with { Board = value },
        "built" => long.TryParse(value, CultureInfo.InvariantCulture, out long built)
            ? this with { Built = built }
            : null,
        "node" => this with { Node = value },
        "watchdog" => int.TryParse(value, CultureInfo.InvariantCulture, out int seconds) && seconds >= 0
            ? this with { Watchdog = seconds }
            : null,
        "modules" => this with { Modules = [.. value.Split(' ').Where(static word => word.Length > 0)] },
        _ => null,
    };
}
