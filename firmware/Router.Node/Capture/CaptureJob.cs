using System;
using System.Globalization;
using System.Text;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node.Capture;

/// <summary>
/// A capture of one port as lines: time in nanoseconds, <c>in</c> or <c>out</c>, the frame in base64 and, when the node
/// dropped it, why. The client makes a capture file of them; what the client is too slow for is counted, not kept.
/// </summary>
public sealed class CaptureJob : ConsoleJob
{
    private const int MostPendingOctets = 8 * 1024 * 1024;

    private readonly HostStack _host;
    private readonly StringBuilder _lines = new();
    private bool _cancelled;

    public CaptureJob(HostStack host, int port)
    {
        _host = host;
        Port = port;
        host.Captures.Add(this);
    }

    public int Port { get; }

    public long Missed { get; private set; }

    // A port that was removed, or made again under another index, has no more frames.
    private bool IsOver => _cancelled || _host.Core.Port(Port) is null;

    public void Add(Instant at, bool outbound, ReadOnlySpan<byte> frame, DropReason? reason)
    {
        if (_lines.Length > MostPendingOctets)
        {
            Missed++;
            return;
        }

        _lines.Append(CultureInfo.InvariantCulture, $"{at.Nanoseconds} {(outbound ? "out" : "in")} ")
            .Append(Convert.ToBase64String(frame));
        if (reason is { } why)
        {
            _lines.Append(' ').Append(DropReasons.NameOf(why));
        }

        _lines.Append('\n');
    }

    public override bool Poll(Instant now, StringBuilder output)
    {
        output.Append(_lines);
        _lines.Clear();
        if (!IsOver)
        {
            return false;
        }

        _host.Captures.Remove(this);
        if (Missed > 0)
        {
            output.Append(CultureInfo.InvariantCulture, $"missed {Missed}\n");
        }

        return true;
    }

    public override Instant PollAt() => IsOver || _lines.Length > 0 ? Instant.Zero : Instant.Never;

    public override void Cancel() => _cancelled = true;
}
