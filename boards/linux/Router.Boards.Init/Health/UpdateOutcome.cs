namespace Router.Boards.Init.Health;

/// <summary>What became of an update.</summary>
public enum UpdateOutcome
{
    /// <summary>The new image has its trial before it, or runs on trial.</summary>
    Pending,
    Kept,
    WentBack,
}
