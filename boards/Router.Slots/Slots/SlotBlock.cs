using System;
using System.Collections.Generic;
using System.Text;

namespace Router.Slots;

/// <summary>
/// The state of the slots as a file of the boot partition: an environment block as GRUB's manual has it (a first line,
/// a variable a line, filled with <c>#</c>), which GRUB's load_env and save_env read and write themselves.
/// </summary>
public static class SlotBlock
{
    /// <summary>Its name in the boot partition.</summary>
    public const string FileName = "slots.env";

    /// <summary>Octets of the file.</summary>
    public const int Length = 1024;

    private const string Signature = "# GRUB Environment Block\n";

    /// <summary>The file's octets. All variables lie in its first sector, which a disk writes whole or not.</summary>
    public static byte[] Write(SlotState state)
    {
        string good = (state.IsGoodA ? "a" : string.Empty) + (state.IsGoodB ? "b" : string.Empty);
        string text = Signature + $"active={state.Active.Letter()}\n" + $"trial={state.Trial?.Letter()}\n"
            + $"attempts={state.Attempts}\n" + $"good={good}\n";
        return Encoding.ASCII.GetBytes(text.PadRight(Length, '#'));
    }

    /// <summary>Reads it; false where it is not whole or says what cannot be. Variables of others are passed over.
    /// </summary>
    public static bool TryRead(ReadOnlySpan<byte> octets, out SlotState state)
    {
        state = SlotState.Fresh;
        string text = Encoding.Latin1.GetString(octets);
        if (octets.Length != Length || !text.StartsWith(Signature, StringComparison.Ordinal))
        {
            return false;
        }

        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string line in text.Split('\n'))
        {
            int at = line.IndexOf('=', StringComparison.Ordinal);
            if (at > 0 && line[0] != '#')
            {
                values[line[..at]] = line[(at + 1)..];
            }
        }

        string trial = values.GetValueOrDefault("trial", string.Empty);
        string good = values.GetValueOrDefault("good", string.Empty);
        string attempts = values.GetValueOrDefault("attempts", string.Empty);
        Slot tried = Slot.A;
        if (!SlotExtensions.TryParse(values.GetValueOrDefault("active", string.Empty), out Slot active)
            || (trial.Length > 0 && !SlotExtensions.TryParse(trial, out tried))
            || good is not ("" or "a" or "b" or "ab")
            || attempts is not [>= '0' and <= '9'])
        {
            return false;
        }

        state = new SlotState
        {
            Active = active,
            Trial = trial.Length > 0 ? tried : null,
            Attempts = int.Min(attempts[0] - '0', SlotState.MostAttempts),
            IsGoodA = good.Contains('a', StringComparison.Ordinal),
            IsGoodB = good.Contains('b', StringComparison.Ordinal),
        };
        return true;
    }
}
