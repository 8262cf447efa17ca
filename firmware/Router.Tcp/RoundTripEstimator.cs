namespace Router.Tcp;

/// <summary>Retransmission timeout from round-trip samples (RFC 6298), in integer nanoseconds.</summary>
internal struct RoundTripEstimator
{
    // RFC 6298 §2: clock granularity G. Ours is a nanosecond; a millisecond keeps RTTVAR of a still line from
    // vanishing.
    private static readonly Duration s_granularity = Duration.FromMilliseconds(1);

    private readonly Duration _least;
    private readonly Duration _most;
    private Duration _variation;

    public RoundTripEstimator(TcpOptions options)
    {
        _least = Duration.Max(options.MinRto, s_granularity);
        _most = Duration.Max(options.MaxRto, _least);
        _variation = Duration.Zero;
        Smoothed = Duration.Zero;
        Rto = Duration.Min(Duration.Max(options.InitialRto, _least), _most);
    }

    public Duration Smoothed { get; private set; }

    public Duration Rto { get; private set; }

    /// <summary>A sample of a segment that was sent once (Karn, RFC 6298 §3), or one measured by timestamps.</summary>
    public void Sample(Duration sample)
    {
        sample = Duration.Max(sample, Duration.FromNanoseconds(1));
        if (Smoothed == Duration.Zero)
        {
            // RFC 6298 §2.2
            Smoothed = sample;
            _variation = sample / 2;
        }
        else
        {
            // RFC 6298 §2.3: beta = 1/4 first, with the old SRTT, then alpha = 1/8.
            Duration error = Smoothed > sample ? Smoothed - sample : sample - Smoothed;
            _variation += (error - _variation) / 4;
            Smoothed += (sample - Smoothed) / 8;
        }

        Rto = Clamp(Smoothed + Duration.Max(s_granularity, _variation * 4));
    }

    /// <summary>RFC 6298 §5.5: the timer backs off by doubling.</summary>
    public void BackOff() => Rto = Clamp(Rto * 2);

    /// <summary>RFC 6298 §5.7: a lost SYN means that one second was too short.</summary>
    public void AfterSynRetransmission() => Rto = Clamp(Duration.Max(Rto, Duration.FromSeconds(3)));

    public readonly Duration Clamp(Duration value) => Duration.Min(Duration.Max(value, _least), _most);
}
