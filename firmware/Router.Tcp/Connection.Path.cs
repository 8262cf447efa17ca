using System;
using Router.Tcp.States;

namespace Router.Tcp;

/// <summary>The segment size that the path allows (RFC 1191, RFC 6691).</summary>
internal sealed partial class Connection
{
    // RFC 1191 §6.3: a path may have become wider again.
    private static readonly Duration s_pathLifetime = Duration.FromSeconds(600);

    private int _pathMss;
    private ushort _offeredMss;
    private Instant _pathAsked;

    /// <summary>No segment becomes longer while the path stays as it is.</summary>
    public int SegmentLimit => Math.Min(_pathMss, Settings.Mss == 0 ? LargestMss : Settings.Mss);

    public bool PathIsOld(Instant now) => now - _pathAsked >= s_pathLifetime;

    public bool RetransmissionIsDue(Instant now) => _deadlines[(int)TimerKind.Retransmit] <= now;

    /// <summary>Takes what is known about the path; 0 is nothing.</summary>
    public void TakePath(int mtu, Instant now)
    {
        _pathAsked = now;
        if (mtu > 0)
        {
            ResizePath(Math.Max(mtu - 40, _options.MinimumMss));
        }
    }

    /// <summary>
    /// RFC 6691 §2: the MSS we offer is the MTU of the way out less 40, and not more than the owner wants.
    /// </summary>
    private void OpenPath(int mtu, Instant now)
    {
        _pathAsked = now;
        _pathMss = mtu > 0 ? Math.Max(mtu - 40, _options.MinimumMss) : int.MaxValue;
        int wanted = Settings.Mss != 0 ? Settings.Mss : mtu > 0 ? LargestMss : DefaultMss;
        _offeredMss = (ushort)Math.Min(wanted, Math.Min(_pathMss, LargestMss));
    }

    // RFC 1191 §6.4: smaller segments from the first unacknowledged octet on, and no congestion signal.
    private void ResizePath(int mss)
    {
        uint before = _segmentSize;
        _pathMss = mss;
        SizeSegments();
        if (State is SynSentState or SynReceivedState or TimeWaitState || _segmentSize >= before)
        {
            return;
        }

        _congestion.SegmentShrank(_segmentSize);
        _timing = false;
        _retransmitFirst = false;
        _sendNext = _sendUnacknowledged;
    }
}
