using Router.Wire;

namespace Router.Boards.Init;

/// <summary>
/// When the node is started, given up and started again, and when the hardware's watchdog is fed. It decides; who calls
/// it acts.
/// </summary>
/// <param name="patience">Without a word for so long the node hangs.</param>
public sealed class NodeSupervisor(Duration patience)
{
    /// <summary>After so many crashes in a row waiting begins.</summary>
    public const int CrashesAtOnce = 3;

    private static readonly Duration s_restart = Duration.FromSeconds(1);
    private static readonly Duration s_longestWait = Duration.FromSeconds(60);

    // Opening NICs and reading a cluster takes its time on a small processor.
    private static readonly Duration s_starting = Duration.FromSeconds(60);

    // Who ran so long and ended then is a new story.
    private static readonly Duration s_stable = Duration.FromSeconds(600);

    private Instant _startedAt = Instant.Never;
    private Instant _heardAt = Instant.Never;
    private Duration _wait = s_restart;
    private bool _wasStable;

    /// <summary>It runs.</summary>
    public bool IsRunning { get; private set; }

    /// <summary>It said that it works.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Crashes in a row.</summary>
    public int Crashes { get; private set; }

    /// <summary>It crashed so often, and never ran long since the machine was started: its image is to blame.</summary>
    public bool MustGiveUp => Crashes >= CrashesAtOnce && !_wasStable;

    /// <summary>When it is to be started; never while it runs.</summary>
    public Instant StartAt { get; private set; } = Instant.Zero;

    /// <summary>When it counts as hanging, unless it is heard before.</summary>
    public Instant HangsAt => !IsRunning ? Instant.Never
        : _heardAt != Instant.Never ? _heardAt + patience
        : _startedAt + s_starting;

    public void OnStarted(Instant now)
    {
        IsRunning = true;
        IsReady = false;
        StartAt = Instant.Never;
        _startedAt = now;
        _heardAt = Instant.Never;
    }

    /// <summary>It could not even be started.</summary>
    public void OnNotStarted(Instant now)
    {
        _startedAt = now;
        OnEnded(now);
    }

    /// <summary>Its loop went round.</summary>
    public void OnProgress(Instant now) => _heardAt = now;

    public void OnReady(Instant now)
    {
        IsReady = true;
        _heardAt = now;
    }

    /// <summary>It is gone, and nobody had asked for that.</summary>
    public void OnEnded(Instant now)
    {
        IsRunning = false;
        if (now - _startedAt >= s_stable)
        {
            _wasStable = true;
            Crashes = 0;
            _wait = s_restart;
        }

        Crashes++;
        if (Crashes > CrashesAtOnce)
        {
            _wait = Duration.Min(_wait * 2, s_longestWait);
        }

        StartAt = now + _wait;
    }

    /// <summary>
    /// Whether the hardware's watchdog may be fed: while the node is heard, may still be starting, or is waited for on
    /// purpose. Never because this process itself goes on.
    /// </summary>
    public bool MayFeed(Instant now) => IsRunning ? now < HangsAt : now <= StartAt + s_restart;
}
