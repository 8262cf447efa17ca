using System;

namespace Router.Bfd;

/// <content>When packets leave, and what they say (RFC 5880 §6.8.7).</content>
internal sealed partial class BfdSession
{
    private bool _isPolling;
    private bool _finalDue;
    private bool _sendNow;
    private Duration _interval;
    private Instant _sent = Instant.Never;
    private Instant _sendAt = Instant.Never;
    private Instant _silentAt = Instant.Never;

    public ulong PacketsSent { get; private set; }

    /// <summary>What periodic packets are sent at, before jitter; zero while there are none.</summary>
    public Duration TransmitInterval => IsPeriodic ? _interval : Duration.Zero;

    /// <summary>A goodbye is said, and the peer has had its time to hear it.</summary>
    public bool IsOver(Instant now) => IsRemoved && _silentAt <= now;

    public Instant Deadline =>
        _finalDue || _sendNow || Change is not null
            ? Instant.Zero
            : Instant.Min(_sendAt, Instant.Min(_detectAt, IsRemoved ? _silentAt : Instant.Never));

    /// <summary>Does what is due; true when <paramref name="packet"/> holds something to send.</summary>
    public bool Poll(Instant now, Span<byte> packet)
    {
        if (_detectAt <= now)
        {
            OnDetectionTime(now);
        }

        bool isFinal = _finalDue;
        bool isDue = isFinal || _sendNow || (_sendAt <= now && IsPeriodic);
        _finalDue = false;
        _sendNow = false;
        if (isDue)
        {
            Write(packet, isFinal);
            PacketsSent++;
            _sent = now;
        }

        if (isDue || _sendAt <= now)
        {
            _sendAt = IsPeriodic && now < _silentAt ? now + Jittered() : Instant.Never;
        }

        return isDue;
    }

    /// <summary>
    /// RFC 5880 §6.8.7: not while the peer wants none, and not when it has turned Demand mode on, but for a Poll
    /// Sequence.
    /// </summary>
    private bool IsPeriodic => _remoteMinRx > Duration.Zero
        && (_isPolling || !(_remoteDemand && State == BfdState.Up && RemoteState == BfdState.Up));

    /// <summary>Follows a change of what decides when the next periodic packet leaves.</summary>
    private void Reschedule(Instant now)
    {
        Duration interval = Duration.Max(_activeTx, _remoteMinRx);
        bool isPeriodic = IsPeriodic && now < _silentAt;
        if (isPeriodic == (_sendAt != Instant.Never) && interval == _interval)
        {
            return;
        }

        _interval = interval;
        _sendAt = !isPeriodic ? Instant.Never
            : _sent == Instant.Never ? now
            : Instant.Max(now, _sent + Jittered());
    }

    // RFC 5880 §6.8.7: up to a quarter less, and at least a tenth less when a single lost packet is a loss.
    private Duration Jittered()
    {
        Duration most = _timers.DetectMult == 1 ? _interval * 9 / 10 : _interval;
        return _random.NextDuration(_interval * 3 / 4, most);
    }

    private void Write(Span<byte> octets, bool isFinal) => new BfdPacket
    {
        Diagnostic = Diagnostic,
        State = State,

        // RFC 5880 §6.5: never both; the Poll Sequence goes on with the next packet.
        Poll = _isPolling && !isFinal,
        Final = isFinal,
        DetectMult = _timers.DetectMult,
        MyDiscriminator = LocalDiscriminator,
        YourDiscriminator = RemoteDiscriminator,
        DesiredMinTx = Microseconds(_desiredMinTx),
        RequiredMinRx = Microseconds(_requiredMinRx),
    }.Write(octets);

    private static uint Microseconds(Duration duration) =>
        (uint)Math.Min(Math.Max(duration.Nanoseconds / 1_000, 0), uint.MaxValue);
}
