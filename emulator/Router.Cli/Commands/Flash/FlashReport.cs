using System;
using System.Collections.Generic;
using System.Globalization;
using System.Text.Json;
using Router.Images.Flash;

namespace Router.Cli.Commands.Flash;

/// <summary>How it ended, in words and in JSON.</summary>
internal sealed record FlashReport(
    string Image, FlashTarget Target, FlashResult Result, TimeSpan Time, bool PartitionsReread)
{
    internal static void PrintRefusal(FlashOptions options, IReadOnlyList<string> reasons) => JsonText.Print(writer =>
    {
        writer.WriteString("result", "refused");
        writer.WriteString("state", JsonText.Word(TargetState.Untouched));
        writer.WriteString("image", options.Image);
        writer.WriteString("path", options.To);
        JsonText.Strings(writer, "reasons", reasons);
    });

    internal void Print(FlashOptions options)
    {
        if (options.IsJson)
        {
            JsonText.Print(Write);
        }
        else if (Result.Outcome == FlashOutcome.Verified && !options.IsQuiet)
        {
            Console.WriteLine(
                $"{Target.Path}: {Sizes.Text(Result.Length)} {Result.Message} in {Seconds} s, SHA-256 {Result.Sha256}");
        }

        if (Result.Outcome != FlashOutcome.Verified)
        {
            Console.Error.WriteLine($"router flash: {Target.Path}: {Result.Message}");
            Console.Error.WriteLine($"router flash: {Words(Result.State)}");
        }
        else if (Target.Device is not null && !PartitionsReread && !options.IsQuiet)
        {
            Console.Error.WriteLine("The kernel still has the old partitions: take the card out before you mount it.");
        }
    }

    private string Seconds => Time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture);

    private static string Words(TargetState state) => state switch
    {
        TargetState.Untouched => "nothing was written",
        TargetState.Unbootable => "the card is unbootable now, its first block is empty: write it again",
        TargetState.Unknown => "the card's first block could not be emptied: do not start a board from it",
        _ => "the card is complete",
    };

    private void Write(Utf8JsonWriter writer)
    {
        writer.WriteString("result", JsonText.Word(Result.Outcome));
        writer.WriteString("state", JsonText.Word(Result.State));
        writer.WriteString("message", Result.Message);
        writer.WriteString("image", Image);
        writer.WriteNumber("bytes", Result.Length);
        writer.WriteString("sha256", Result.Sha256);
        if (Result.FirstDifference is { } offset)
        {
            writer.WriteNumber("firstDifference", offset);
        }

        writer.WriteNumber("milliseconds", (long)Time.TotalMilliseconds);
        writer.WriteString("path", Target.Path);
        if (Target.Device is { } device)
        {
            writer.WriteStartObject("device");
            DeviceList.WriteIdentity(writer, device);
            writer.WriteEndObject();
            writer.WriteBoolean("partitionsReread", PartitionsReread);
        }
    }
}
