using System.Text;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node.Capture;

/// <summary>A capture of one port, as lines, until it is cancelled or the port is gone.</summary>
public sealed class CaptureJob : ConsoleJob
{
    private readonly HostStack _host;
    private readonly CaptureTap _tap;
    private bool _cancelled;

    public CaptureJob(HostStack host, int port)
    {
        _host = host;
        _tap = new CaptureTap(port, new CaptureLines());
        host.Captures.Add(_tap);
    }

    // A port that was removed, or made again under another index, has no more frames.
    private bool IsOver => _cancelled || _host.Core.Port(_tap.Port) is null;

    public override bool Poll(Instant now, StringBuilder output)
    {
        bool ended = IsOver;
        _tap.Lines.Drain(output, ended);
        if (ended)
        {
            _host.Captures.Remove(_tap);
        }

        return ended;
    }

    public override Instant PollAt() => IsOver || !_tap.Lines.IsEmpty ? Instant.Zero : Instant.Never;

    public override void Cancel() => _cancelled = true;
}
