using System.Collections.Generic;
using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>
/// Reports to one BMP collector (RFC 7854). Whoever owns the connection dials when <see cref="WantsConnection"/>, sends
/// <see cref="Output"/>, and hangs up when <see cref="MustHangUp"/>.
/// </summary>
public sealed partial class BmpExporter
{
    private readonly BgpSpeaker _speaker;
    private readonly WallClock _clock;
    private readonly BmpOptions _options;
    private readonly List<BmpPeer> _peers = [];
    private Instant _dialAt = Instant.Zero;
    private Instant _statisticsAt = Instant.Never;
    private Duration _retry;
    private bool _isConnected;
    private bool _isDialling;

    public BmpExporter(BgpSpeaker speaker, WallClock clock, BmpOptions options)
    {
        _speaker = speaker;
        _clock = clock;
        _options = options;
        _retry = options.RetryMin;
    }

    /// <summary>Whole messages for the collector.</summary>
    public OctetBuffer Output { get; } = new();

    /// <summary>The collector did not read: its session is to be ended, then <see cref="OnClosed"/> called.</summary>
    public bool MustHangUp { get; private set; }

    /// <summary>Sessions with the collector that ended because it did not read.</summary>
    public long Overruns { get; private set; }

    public bool IsConnected => _isConnected;

    /// <summary>It is time to dial; the answer is <see cref="OnConnected"/> or <see cref="OnClosed"/>.</summary>
    public bool WantsConnection(Instant now)
    {
        bool isTime = !_isConnected && !_isDialling && _dialAt <= now;
        _isDialling |= isTime;
        return isTime;
    }

    public void OnConnected(Instant now)
    {
        _isDialling = false;
        _isConnected = true;
        _statisticsAt = now + _options.Statistics;
        WriteInitiation();
        foreach (BmpPeer peer in _peers)
        {
            if (peer.IsUp)
            {
                // What it said before nobody has: it is asked to say it again.
                peer.WantsRefresh = Wants(BgpMonitorViews.PrePolicy);
                TellUp(peer);
            }
        }

        BeginWalk(now);
    }

    /// <summary>The connection ended, or did not come about.</summary>
    public void OnClosed(Instant now)
    {
        bool wasGood = _isConnected && !MustHangUp;
        _retry = wasGood ? _options.RetryMin : Duration.Min(_retry * 2, _options.RetryMax);
        _dialAt = now + _retry;
        _isDialling = false;
        _isConnected = false;
        MustHangUp = false;
        _statisticsAt = Instant.Never;
        Output.Clear();
        _update.Clear();
        _walkFamily = int.MaxValue;
        foreach (BmpPeer peer in _peers)
        {
            peer.IsTold = false;
            peer.WantsRefresh = false;
        }
    }

    /// <summary>Does what is due: statistics, and asking peers for their routes.</summary>
    public void Poll(Instant now)
    {
        if (!_isConnected || MustHangUp)
        {
            return;
        }

        for (int i = 0; i < _peers.Count; i++)
        {
            if (_peers[i].WantsRefresh)
            {
                _peers[i].WantsRefresh = false;
                _speaker.RequestRefresh(i, now);
            }
        }

        Walk(now);
        Flush(now);
        if (_statisticsAt <= now)
        {
            _statisticsAt = now + _options.Statistics;
            WriteStatistics(now);
        }

        CheckBounds();
    }

    public Instant PollAt()
    {
        if (!_isConnected)
        {
            return _isDialling ? Instant.Never : _dialAt;
        }

        if (MustHangUp)
        {
            return _statisticsAt;
        }

        foreach (BmpPeer peer in _peers)
        {
            if (peer.WantsRefresh)
            {
                return Instant.Zero;
            }
        }

        return _update.Count > 0 || (IsWalking && Output.Count < WalkLimit) ? Instant.Zero : _statisticsAt;
    }

    /// <summary>Says goodbye (RFC 7854 §4.5); the connection is closed after it.</summary>
    public void Terminate()
    {
        if (!_isConnected)
        {
            return;
        }

        const int Reason = 1;
        const int AdministrativelyClosed = 0;
        int start = BmpMessage.Begin(Output, BmpMessage.Termination);
        Output.UInt16(Reason);
        Output.UInt16(2);
        Output.UInt16(AdministrativelyClosed);
        BmpMessage.End(Output, start);
    }

    private void CheckBounds()
    {
        if (Output.Count > _options.BufferLimit && !MustHangUp)
        {
            MustHangUp = true;
            Overruns++;
            Output.Clear();
        }
    }

    private BmpPeer PeerOf(int index)
    {
        while (_peers.Count <= index)
        {
            _peers.Add(new BmpPeer());
        }

        return _peers[index];
    }
}
