namespace Router.Tcp;

/// <summary>
/// Which segments belong to this connection: sequence numbers, timestamps, and the answer to those that do not.
/// </summary>
internal sealed partial class Connection
{
    private long _challengeSecond;
    private int _challenges;

    /// <summary>
    /// RFC 9293 §3.4 table 6, measured to the right edge we advertised, with two allowances: a segment without length
    /// may sit on the edge (the sender filled the window, one segment was lost, its acknowledgments still count), and
    /// one at RCV.NXT counts in a closed window (RFC 9293 §3.10.7.4: valid ACKs of zero-window probes). Text is
    /// trimmed to the window later.
    /// </summary>
    public bool IsAcceptable(in Arrival arrival)
    {
        TcpSequence start = arrival.Sequence;
        if (arrival.Length == 0)
        {
            return start >= ReceiveNext && start <= _receiveEdge;
        }

        return start + arrival.Length > ReceiveNext && (start < _receiveEdge || start == ReceiveNext);
    }

    /// <summary>RFC 7323 §5.3 R1 and §3.2: false for an old segment, and for one that lost its timestamps.</summary>
    public bool PassesTimestampCheck(in Arrival arrival)
    {
        if (!_timestamps)
        {
            return true;
        }

        if (!arrival.Options.HasTimestamps)
        {
            return false;
        }

        // RFC 7323 §5.5: after 24 idle days TS.Recent proves nothing.
        bool outdated = arrival.Now - _timestampRecentAt > Duration.FromSeconds(24 * 86_400);
        return outdated || unchecked((int)(arrival.Options.TimestampValue - _timestampRecent)) >= 0;
    }

    /// <summary>
    /// RFC 7323 §4.3 (2): only a segment that starts at or before the last acknowledgment moves TS.Recent.
    /// </summary>
    public void RememberTimestamp(in Arrival arrival)
    {
        if (_timestamps && arrival.Options.HasTimestamps && arrival.Sequence <= _lastAcknowledgmentSent)
        {
            _timestampRecent = arrival.Options.TimestampValue;
            _timestampRecentAt = arrival.Now;
        }
    }

    /// <summary>
    /// RFC 9293 §3.10.7.4, first step: an unacceptable segment is answered with an ACK. One that carries nothing could
    /// start two ends answering each other for ever, so those answers are counted against the challenge limit.
    /// </summary>
    public void ChallengeOrAcknowledge(in Arrival arrival)
    {
        if (arrival.Length > 0 && !arrival.Has(TcpFlags.Syn))
        {
            AcknowledgeNow();
        }
        else
        {
            Challenge(arrival.Now);
        }
    }

    /// <summary>
    /// RFC 5961 §7: challenge ACKs are limited, per connection: a limit shared by all would let one peer learn from its
    /// own answers about another's (CVE-2016-5696).
    /// </summary>
    public void Challenge(Instant now)
    {
        long second = now.Nanoseconds / Duration.NanosecondsPerSecond;
        if (second != _challengeSecond)
        {
            _challengeSecond = second;
            _challenges = 0;
        }

        if (_challenges < _options.ChallengeAcksPerSecond)
        {
            _challenges++;
            AcknowledgeNow();
        }
    }
}
