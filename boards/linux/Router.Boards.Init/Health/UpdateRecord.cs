using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using Router.Slots;
using Router.Wire;

namespace Router.Boards.Init.Health;

/// <summary>
/// What is kept of the last update on the data partition, which both systems share: the old one writes who was up, the
/// new one whether it is well, and the old one again that it had to come back.
/// </summary>
public sealed record UpdateRecord
{
    /// <summary>Its name in the data folder.</summary>
    public const string FileName = "update";

    private const string FirstLine = "router-update 1";
    private const int MostOctets = 64 * 1024;

    /// <summary>The slot that was written.</summary>
    public required Slot Slot { get; init; }

    /// <summary>The new image's.</summary>
    public required string Version { get; init; }

    /// <summary>The old system's.</summary>
    public required string From { get; init; }

    /// <summary>BGP peers that were Established under the old system.</summary>
    public IReadOnlyList<Ipv4Address> Peers { get; init; } = [];

    public UpdateOutcome Outcome { get; init; }

    /// <summary>Why it went back, one line.</summary>
    public string Reason { get; init; } = string.Empty;

    /// <summary>For people, one line.</summary>
    public override string ToString() => Outcome switch
    {
        UpdateOutcome.Kept => $"{Version} in slot {Slot.Letter()} was kept",
        UpdateOutcome.WentBack => $"{Version} in slot {Slot.Letter()} was not kept: {Reason}",
        _ => $"{Version} in slot {Slot.Letter()} is to be tried",
    };

    public string ToText()
    {
        StringBuilder text = new();
        text.Append(FirstLine).Append('\n');
        text.Append("slot ").Append(Slot.Letter()).Append('\n');
        text.Append("version ").Append(Version).Append('\n');
        text.Append("from ").Append(From).Append('\n');
        foreach (Ipv4Address peer in Peers)
        {
            text.Append("peer ").Append(peer).Append('\n');
        }

        text.Append("outcome ").Append(Outcome).Append('\n');
        return text.Append("reason ").Append(Reason.ReplaceLineEndings(" ")).Append('\n').ToString();
    }

    public static bool TryParse(string text, out UpdateRecord? record)
    {
        record = null;
        string[] lines = text.Split('\n');
        if (lines[0] != FirstLine || !text.EndsWith('\n'))
        {
            return false;
        }

        UpdateRecord read = new() { Slot = Slot.A, Version = string.Empty, From = string.Empty };
        List<Ipv4Address> peers = [];
        foreach (string line in lines[1..^1])
        {
            int at = line.IndexOf(' ', StringComparison.Ordinal);
            string value = line[(at + 1)..];
            switch (at < 0 ? line : line[..at])
            {
                case "slot" when SlotExtensions.TryParse(value, out Slot slot):
                    read = read with { Slot = slot };
                    break;
                case "version":
                    read = read with { Version = value };
                    break;
                case "from":
                    read = read with { From = value };
                    break;
                case "peer" when Ipv4Address.TryParse(value, out Ipv4Address peer):
                    peers.Add(peer);
                    break;
                case "outcome" when Enum.TryParse(value, out UpdateOutcome outcome):
                    read = read with { Outcome = outcome };
                    break;
                case "reason":
                    read = read with { Reason = value };
                    break;
                default:
                    return false;
            }
        }

        record = read with { Peers = peers };
        return true;
    }

    /// <summary>Null where there is none that can be read.</summary>
    public static UpdateRecord? ReadFrom(string folder)
    {
        try
        {
            FileInfo file = new(Path.Combine(folder, FileName));
            return file is { Exists: true, Length: <= MostOctets }
                && TryParse(File.ReadAllText(file.FullName), out UpdateRecord? record) ? record : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all; it is on the disk when this returns.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public void WriteTo(string folder)
    {
        string path = Path.Combine(folder, FileName);
        using (FileStream file = new(path + ".new", FileMode.Create, FileAccess.Write))
        {
            file.Write(Encoding.UTF8.GetBytes(ToText()));
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: true);
        Router.Hal.Linux.Machine.FileSystems.Sync();
    }
}
