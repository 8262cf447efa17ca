using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using Router.Images.Boards;
using Router.Slots;

namespace Router.Images.Build;

/// <summary>Writes <c>/etc/router/appliance</c>, what the first process knows of its machine.</summary>
public sealed record ApplianceText
{
    /// <summary>Where it lies in the initramfs.</summary>
    public const string Path = "etc/router/appliance";

    public required Board Board { get; init; }

    public required ImageVersion Version { get; init; }

    /// <summary>In the order in which they are loaded, with all that they need.</summary>
    public IReadOnlyList<string> Modules { get; init; } = [];

    /// <summary>The id of the disk it starts from; null: there is none.</summary>
    public string? Disk { get; init; }

    /// <summary>Who may sign its updates; null: nobody.</summary>
    public VerifyingKey? UpdateKey { get; init; }

    /// <summary>Who may manage it; null: nobody.</summary>
    public VerifyingKey? ManagementKey { get; init; }

    public override string ToString()
    {
        StringBuilder text = new();
        Line(text, "board", Board.Name);
        Line(text, "version", Version.Name);
        Line(text, "built", Version.Built.ToString(CultureInfo.InvariantCulture));
        Line(text, "chain", Disk is null ? null : Board.Boot.Chain.ToString().ToLowerInvariant());
        Line(text, "disk", Disk);
        Line(text, "watchdog", Board.Watchdog?.Timeout.ToString(CultureInfo.InvariantCulture));
        Line(text, "consoles", string.Join(' ', Board.Consoles));
        Line(text, "nics", string.Join(' ', Board.Nics.Where(static nic => !nic.IsSpi).Select(Rule)));
        Line(text, "modules", string.Join(' ', Modules));
        Line(text, "update-key", UpdateKey?.ToString());
        Line(text, "management-key", ManagementKey?.ToString());
        return text.ToString();
    }

    private static string Rule(BoardNic nic) => nic.Path is { } path
        ? $"{nic.Name}=path:{path}"
        : $"{nic.Name}={string.Join(',', nic.Driver)}:{nic.Index}";

    private static void Line(StringBuilder text, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}={value}\n");
        }
    }
}
