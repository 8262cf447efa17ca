namespace Router.Bfd;

/// <summary>What we ask for; the slower of both sides decides (RFC 5880 §6.8.2).</summary>
public sealed record BfdTimers
{
    /// <summary>What FRR and most vendors start with.</summary>
    public static readonly Duration DefaultInterval = Duration.FromMilliseconds(300);

    public const byte DefaultDetectMult = 3;

    /// <summary>The least <see cref="DesiredMinTx"/>.</summary>
    public static readonly Duration LeastDesiredMinTx = Duration.FromMilliseconds(1);

    /// <summary>DesiredMinTxInterval while the session is up; from a millisecond to 4294 s.</summary>
    public Duration DesiredMinTx { get; init; } = DefaultInterval;

    /// <summary>RequiredMinRxInterval; zero asks the peer for no periodic packets.</summary>
    public Duration RequiredMinRx { get; init; } = DefaultInterval;

    /// <summary>Missed packets that are a loss to the peer, 1 to 255.</summary>
    public byte DetectMult { get; init; } = DefaultDetectMult;

    internal bool AreValid => DesiredMinTx >= LeastDesiredMinTx && RequiredMinRx >= Duration.Zero && DetectMult > 0;
}
