using System;
using System.Globalization;
using System.Text;
using Router.Wire;

namespace Router.Node.Capture;

/// <summary>
/// Captured frames as lines: time in nanoseconds, <c>in</c> or <c>out</c>, the frame in base64 and, when it was dropped,
/// why. What the reader is too slow for is counted, not kept.
/// </summary>
public sealed class CaptureLines
{
    private const int MostWaiting = 8 * 1024 * 1024;

    private readonly StringBuilder _text = new();

    public bool IsEmpty => _text.Length == 0;

    public long Missed { get; private set; }

    public void Add(Instant at, bool outbound, ReadOnlySpan<byte> frame, string? reason)
    {
        if (_text.Length > MostWaiting)
        {
            Missed++;
            return;
        }

        _text.Append(CultureInfo.InvariantCulture, $"{at.Nanoseconds} {(outbound ? "out" : "in")} ")
            .Append(Convert.ToBase64String(frame));
        if (reason is not null)
        {
            _text.Append(' ').Append(reason);
        }

        _text.Append('\n');
    }

    /// <summary>
    /// Moves what waits to the output; at the end with the number of frames that were missed, if any.
    /// </summary>
    public void Drain(StringBuilder output, bool ended)
    {
        output.Append(_text);
        _text.Clear();
        if (ended && Missed > 0)
        {
            output.Append(CultureInfo.InvariantCulture, $"missed {Missed}\n");
        }
    }
}
