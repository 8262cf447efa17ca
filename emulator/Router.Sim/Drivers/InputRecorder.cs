using System;
using System.Buffers;
using System.IO;
using System.Text.Json;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Writes external input as JSON lines: first <c>{"format":1,"lab":…,"seed":…}</c>, then
/// <c>{"t":nanoseconds,"kind":…,"target":…,"text":…}</c> in the order it entered. Each line is flushed: the file
/// matters most when the process dies.
/// </summary>
public sealed class InputRecorder
{
    public const int Format = 1;

    private readonly Stream _stream;
    private readonly ArrayBufferWriter<byte> _line = new();

    public InputRecorder(Stream stream, string lab, ulong seed)
    {
        _stream = stream;
        using (Utf8JsonWriter json = new(_line))
        {
            json.WriteStartObject();
            json.WriteNumber("format", Format);
            json.WriteString("lab", lab);
            json.WriteNumber("seed", seed);
            json.WriteEndObject();
        }

        EndLine();
    }

    public void Record(Instant at, ExternalInput input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using (Utf8JsonWriter json = new(_line))
        {
            json.WriteStartObject();
            json.WriteNumber("t", at.Nanoseconds);
            json.WriteString("kind", input.Kind);
            json.WriteString("target", input.Target);
            json.WriteString("text", input.Text);
            json.WriteEndObject();
        }

        EndLine();
    }

    private void EndLine()
    {
        _line.Write("\n"u8);
        _stream.Write(_line.WrittenSpan);
        _stream.Flush();
        _line.ResetWrittenCount();
    }
}
