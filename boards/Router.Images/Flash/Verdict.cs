using System;
using System.Collections.Generic;

namespace Router.Images.Flash;

public enum VerdictKind
{
    /// <summary>A card: may be written once somebody says yes.</summary>
    Card,

    /// <summary>Not removable: may be written by who types its exact name.</summary>
    ByName,

    /// <summary>Never, whatever is typed.</summary>
    Refused,
}

/// <summary>Whether a disk may be written, from its description alone.</summary>
public sealed record Verdict(VerdictKind Kind, IReadOnlyList<string> Reasons)
{
    // Disks that the kernel makes of others or of memory, and discs.
    private static readonly string[] s_noDisk = ["dm-", "md", "zram", "ram", "bcache", "sr", "fd", "mtdblock"];

    public static Verdict Of(BlockDevice device)
    {
        List<string> never = [];
        foreach (DeviceUse use in device.Uses)
        {
            never.Add(use.ToString());
        }

        if (device.Size == 0)
        {
            never.Add("no medium in it");
        }

        if (device.IsReadOnly)
        {
            never.Add("read-only: a card's lock, or the device's own");
        }

        if (Array.Exists(s_noDisk, start => device.Name.StartsWith(start, StringComparison.Ordinal)))
        {
            never.Add("not a disk or a card of its own");
        }

        if (device.Unreadable is { } reason)
        {
            never.Add($"its contents cannot be looked at ({reason})");
        }

        return never.Count > 0
            ? new Verdict(VerdictKind.Refused, never)
            : IsCard(device)
                ? new Verdict(VerdictKind.Card, [])
                : new Verdict(VerdictKind.ByName, [$"not removable: must be named, --yes-write {device.Name}"]);
    }

    // A card reader inside a laptop is on mmc and says 0, a USB disk also: neither is the machine's own.
    private static bool IsCard(BlockDevice device) => device.IsRemovable || device.Bus is "usb" or "mmc";
}
