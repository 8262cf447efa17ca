using Router.Wire;

namespace Router.Boards.Init.Health;

/// <summary>
/// A new image's time to show that it works, as the first process watches it. It decides; who calls it acts.
/// </summary>
/// <param name="deadline">Until then the node has to have said that it is well.</param>
public sealed class TrialWatch(Instant deadline)
{
    /// <summary>What the node says to <see cref="OnHealth"/> when nothing is missing.</summary>
    public const string Well = "ok";

    private bool _isReady;

    public Instant Deadline { get; } = deadline;

    public TrialEnd End { get; private set; }

    /// <summary>Why it goes back.</summary>
    public string Reason { get; private set; } = string.Empty;

    private string Missing { get; set; } = "the node did not say how it is";

    public void OnReady() => _isReady = true;

    /// <summary>The node says that it is well, or what is missing.</summary>
    public void OnHealth(string text)
    {
        if (text == Well)
        {
            Finish(TrialEnd.Keep, string.Empty);
        }
        else
        {
            Missing = text;
        }
    }

    /// <summary>The node ended, so many times in a row.</summary>
    public void OnCrash(int crashes, string how)
    {
        _isReady = false;
        Missing = $"the node ended ({how})";
        if (crashes >= NodeSupervisor.CrashesAtOnce)
        {
            Finish(TrialEnd.GoBack, $"the node ended {crashes} times in a row ({how})");
        }
    }

    public void Poll(Instant now)
    {
        if (now >= Deadline)
        {
            Finish(TrialEnd.GoBack, _isReady ? Missing : "the node did not become ready: " + Missing);
        }
    }

    private void Finish(TrialEnd end, string reason)
    {
        if (End == TrialEnd.None)
        {
            (End, Reason) = (end, reason);
        }
    }
}
