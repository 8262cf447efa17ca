namespace Router.Boards.Init.Health;

/// <summary>How a trial ends.</summary>
public enum TrialEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The new image stays.</summary>
    Keep,

    /// <summary>Back to the old one.</summary>
    GoBack,
}
