using System;
using System.Text;
using Router.Slots;

namespace Router.Boards.Init.Slots;

/// <summary>
/// A Raspberry Pi's <c>autoboot.txt</c>: the partition that boots, and the one that boots by "tryboot". Only the two
/// digits change, so the file keeps its length.
/// </summary>
public static class AutoBoot
{
    public const string FileName = "autoboot.txt";

    private const string Setting = "boot_partition=";

    /// <summary>The slot that boots without "tryboot"; false where the file does not name both slots.</summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out Slot active)
    {
        active = Slot.A;
        if (!TryFind(octets, out int always, out int once)
            || octets[always] - '0' is not (2 or 3) || octets[once] - '0' is not (2 or 3)
            || octets[always] == octets[once])
        {
            return false;
        }

        active = octets[always] - '0' == Slot.A.Partition() ? Slot.A : Slot.B;
        return true;
    }

    /// <summary>The same file with another slot that boots; null where it does not name both.</summary>
    public static byte[]? Write(ReadOnlySpan<byte> octets, Slot active)
    {
        if (!TryFind(octets, out int always, out int once))
        {
            return null;
        }

        byte[] changed = octets.ToArray();
        changed[always] = (byte)('0' + active.Partition());
        changed[once] = (byte)('0' + active.Other().Partition());
        return changed;
    }

    // Where the digits stand, of [all] and of [tryboot].
    private static bool TryFind(ReadOnlySpan<byte> octets, out int always, out int once)
    {
        (always, once) = (-1, -1);
        string section = "[all]";
        string text = Encoding.Latin1.GetString(octets);
        int at = 0;
        foreach (string line in text.Split('\n'))
        {
            string word = line.Trim();
            if (word.StartsWith('['))
            {
                section = word;
            }
            else if (line.StartsWith(Setting, StringComparison.Ordinal) && word.Length == Setting.Length + 1)
            {
                always = section == "[all]" ? at + Setting.Length : always;
                once = section == "[tryboot]" ? at + Setting.Length : once;
            }

            at += line.Length + 1;
        }

        return always >= 0 && once >= 0;
    }
}
