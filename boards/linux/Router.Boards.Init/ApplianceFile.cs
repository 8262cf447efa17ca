using System;
using System.Buffers;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace Router.Boards.Init;

/// <summary>
/// What the image knows of its machine: lines <c>name=value</c>, written by who builds the image, read before anything
/// else works.
/// </summary>
public sealed record ApplianceFile
{
    /// <summary>Where it lies in the image.</summary>
    public const string Path = "/etc/router/appliance";

    private const int KeySize = 32;

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

    /// <summary>What the image is called, as <c>1.4.0</c>.</summary>
    public string Version { get; private init; } = "unknown";

    /// <summary>The id of the disk that the board starts from: a GPT's GUID or an MBR's signature.</summary>
    public DiskId? Disk { get; private init; }

    /// <summary>Who loads the kernel.</summary>
    public BootChain Chain { get; private init; }

    /// <summary>What its NICs are called.</summary>
    public IReadOnlyList<NicRule> Nics { get; private init; } = [];

    /// <summary>Its consoles, the first one first.</summary>
    public IReadOnlyList<string> Consoles { get; private init; } = [];

    /// <summary>Who may sign its images (Ed25519, 32 octets); empty: nobody.</summary>
    public ReadOnlyMemory<byte> UpdateKey { get; private init; }

    /// <summary>Who may manage it over the network (Ed25519, 32 octets); empty: nobody.</summary>
    public ReadOnlyMemory<byte> ManagementKey { get; private init; }

    /// <summary>Seconds that a new image has to show that it works.</summary>
    public int HealthLimit { get; private init; } = 120;

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
        "modules" => this with { Modules = Words(value) },
        "version" => this with { Version = value },
        "disk" => DiskId.TryParse(value, out DiskId disk) ? this with { Disk = disk } : null,
        "chain" => ChainOf(value) is { } chain ? this with { Chain = chain } : null,
        "nics" => Rules(value) is { } rules ? this with { Nics = rules } : null,
        "consoles" => this with { Consoles = Words(value) },
        "update-key" => Key(value) is { } key ? this with { UpdateKey = key } : null,
        "management-key" => Key(value) is { } key ? this with { ManagementKey = key } : null,
        "health-limit" => int.TryParse(value, CultureInfo.InvariantCulture, out int limit) && limit > 0
            ? this with { HealthLimit = limit }
            : null,
        _ => null,
    };

    private static string[] Words(string value) => value.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static BootChain? ChainOf(string value) => value switch
    {
        "grub" => BootChain.Grub,
        "rpi" => BootChain.RaspberryPi,
        "uboot" => BootChain.UBoot,
        _ => null,
    };

    private static byte[]? Key(string value)
    {
        byte[] key = new byte[KeySize];
        return value.Length == 2 * KeySize
            && Convert.FromHexString(value, key, out _, out _) == OperationStatus.Done ? key : null;
    }

    // One name twice would leave a card without its name: then the whole line is a mistake.
    private static List<NicRule>? Rules(string value)
    {
        List<NicRule> rules = [];
        foreach (string word in Words(value))
        {
            if (!NicRule.TryParse(word, out NicRule? rule) || rules.Exists(other => other.Name == rule.Name))
            {
                return null;
            }

            rules.Add(rule);
        }

        return rules;
    }
}
