using System;
using System.Buffers;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Router.Boards.Init;

/// <summary>
/// Which card gets a name: <c>eth0=DRIVER[,DRIVER..]:INDEX</c> is the INDEX-th card of these drivers in the order of
/// the bus, <c>eth0=path:PATH</c> the one whose device has this path in /sys/devices.
/// </summary>
public sealed record NicRule
{
    // IFNAMSIZ less the zero at its end.
    private const int LongestName = 15;
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create("/: \t\r\n\v\f");

    private const string PathMark = "path:";

    public required string Name { get; init; }

    /// <summary>Empty: the path decides.</summary>
    public IReadOnlyList<string> Drivers { get; private init; } = [];

    /// <summary>Among the cards of these drivers; the first is 0.</summary>
    public int Index { get; private init; }

    /// <summary>As <c>platform/soc/1c30000.ethernet</c>, without the slash in front.</summary>
    public string Path { get; private init; } = string.Empty;

    public static bool TryParse(string text, [NotNullWhen(true)] out NicRule? rule)
    {
        rule = null;
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0 || !IsName(text[..equals]))
        {
            return false;
        }

        string name = text[..equals];
        string device = text[(equals + 1)..];
        if (device.StartsWith(PathMark, StringComparison.Ordinal))
        {
            string path = device[PathMark.Length..].Trim('/');
            rule = path.Length > 0 ? new NicRule { Name = name, Path = path } : null;
            return rule is not null;
        }

        int colon = device.LastIndexOf(':');
        string[] drivers = colon > 0 ? device[..colon].Split(',') : [];
        if (drivers.Length > 0 && Array.TrueForAll(drivers, static driver => driver.Length > 0)
            && int.TryParse(device[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int index))
        {
            rule = new NicRule { Name = name, Drivers = drivers, Index = index };
        }

        return rule is not null;
    }

    /// <summary>As a person reads it.</summary>
    public override string ToString() =>
        Path.Length > 0 ? $"{Name} ({Path})" : $"{Name} (card {Index} of {string.Join(", ", Drivers)})";

    // As the kernel's dev_valid_name, which forbids these.
    private static bool IsName(string name) => name is { Length: > 0 and <= LongestName } and not ("." or "..")
        && name.AsSpan().IndexOfAny(s_forbidden) < 0;
}
