using System;
using System.Collections.Generic;
using System.Linq;
using System.Text.Json;
using Router.Images.Flash;

namespace Router.Cli.Commands.Flash;

/// <summary>All disks, each with what it is, what it is used for, and whether it may be written.</summary>
internal static class DeviceList
{
    private static readonly string[] s_heading = ["DISK", "SIZE", "BUS", "MODEL", "SERIAL", "MAY BE WRITTEN"];

    internal static void Print(IReadOnlyList<BlockDevice> devices, bool json)
    {
        if (json)
        {
            JsonText.Print(writer => Write(writer, devices));
            return;
        }

        string[][] rows =
        [
            s_heading,
            .. devices.Select(device => (string[])
            [
                device.Node, Sizes.Text(device.Size), device.Bus, OrDash(device.Model), OrDash(device.Serial),
                Text(Verdict.Of(device), device),
            ]),
        ];
        int[] widths = [.. Enumerable.Range(0, s_heading.Length).Select(column => rows.Max(row => row[column].Length))];
        foreach (string[] row in rows)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
        }

        if (devices.Count == 0)
        {
            Console.WriteLine("(no disk: plug the card in)");
        }
    }

    /// <summary>What identifies a disk, the same in lists and results.</summary>
    internal static void WriteIdentity(Utf8JsonWriter writer, BlockDevice device)
    {
        writer.WriteString("name", device.Name);
        writer.WriteNumber("size", device.Size);
        writer.WriteString("bus", device.Bus);
        writer.WriteString("model", device.Model);
        writer.WriteString("serial", device.Serial);
        writer.WriteBoolean("removable", device.IsRemovable);
        writer.WriteBoolean("readOnly", device.IsReadOnly);
        if (device.BackingFile is { } file)
        {
            writer.WriteString("backingFile", file);
        }
    }

    private static void Write(Utf8JsonWriter writer, IReadOnlyList<BlockDevice> devices)
    {
        writer.WriteStartArray("devices");
        foreach (BlockDevice device in devices)
        {
            Verdict verdict = Verdict.Of(device);
            writer.WriteStartObject();
            writer.WriteString("path", device.Node);
            WriteIdentity(writer, device);
            writer.WriteString("verdict", Word(verdict.Kind));
            JsonText.Strings(writer, "reasons", verdict.Reasons);
            writer.WriteStartArray("uses");
            foreach (DeviceUse use in device.Uses)
            {
                writer.WriteStartObject();
                writer.WriteString("kind", JsonText.Word(use.Kind));
                writer.WriteString("name", use.Name);
                writer.WriteString("what", use.What);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static string Word(VerdictKind kind) => kind switch
    {
        VerdictKind.Card => "card",
        VerdictKind.ByName => "by-name",
        _ => "refused",
    };

    private static string Text(Verdict verdict, BlockDevice device) => verdict.Kind switch
    {
        VerdictKind.Card => $"yes: --to {device.Node}",
        VerdictKind.ByName => string.Join("; ", verdict.Reasons),
        _ => "never: " + string.Join("; ", verdict.Reasons),
    };

    private static string OrDash(string text) => text.Length > 0 ? text : "-";
}
