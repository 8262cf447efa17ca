using System.Collections.Generic;
using System.IO;
using System.Text.Json;
using Router.Wire;

namespace Router.Sim;

/// <summary>A recording read back: which lab and seed it belongs to, and what entered when.</summary>
public sealed record InputRecording(string Lab, ulong Seed, IReadOnlyList<(Instant At, ExternalInput Input)> Inputs)
{
    /// <summary>Reads a recording. An incomplete last line, as a killed process leaves it, is ignored.</summary>
    public static bool TryRead(TextReader reader, out InputRecording? recording, out string? error)
    {
        recording = null;
        string? header = reader.ReadLine();
        if (header is null || !TryHeader(header, out string lab, out ulong seed))
        {
            error = $"line 1: expected {{\"format\":{InputRecorder.Format},\"lab\":…,\"seed\":…}}";
            return false;
        }

        List<(Instant At, ExternalInput Input)> inputs = [];
        for (int number = 2; reader.ReadLine() is { } line; number++)
        {
            if (TryInput(line, out Instant at, out ExternalInput? input))
            {
                inputs.Add((at, input!));
            }
            else if (reader.Peek() >= 0)
            {
                error = $"line {number}: expected {{\"t\":…,\"kind\":…,\"target\":…,\"text\":…}}";
                return false;
            }
        }

        error = null;
        recording = new InputRecording(lab, seed, inputs);
        return true;
    }

    private static bool TryHeader(string line, out string lab, out ulong seed)
    {
        lab = string.Empty;
        seed = 0;
        using JsonDocument? document = Parse(line);
        if (document is null
            || !document.RootElement.TryGetProperty("format", out JsonElement format)
            || format.ValueKind != JsonValueKind.Number || !format.TryGetInt32(out int version)
            || version != InputRecorder.Format
            || !document.RootElement.TryGetProperty("seed", out JsonElement number)
            || number.ValueKind != JsonValueKind.Number || !number.TryGetUInt64(out seed))
        {
            return false;
        }

        return TryText(document.RootElement, "lab", out lab);
    }

    private static bool TryInput(string line, out Instant at, out ExternalInput? input)
    {
        at = default;
        input = null;
        using JsonDocument? document = Parse(line);
        if (document is null
            || !document.RootElement.TryGetProperty("t", out JsonElement time)
            || time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out long nanoseconds)
            || !TryText(document.RootElement, "kind", out string kind)
            || !TryText(document.RootElement, "target", out string target)
            || !TryText(document.RootElement, "text", out string text))
        {
            return false;
        }

        at = new Instant(nanoseconds);
        input = new ExternalInput(kind, target, text);
        return true;
    }

    private static bool TryText(JsonElement element, string name, out string value)
    {
        value = string.Empty;
        if (!element.TryGetProperty(name, out JsonElement text) || text.ValueKind != JsonValueKind.String)
        {
            return false;
        }

        value = text.GetString()!;
        return true;
    }

    private static JsonDocument? Parse(string line)
    {
        try
        {
            JsonDocument document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            document.Dispose();
            return null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
