namespace Router.Images.Flash;

public enum FlashOutcome
{
    Verified,
    Interrupted,

    /// <summary>The target, or the image, answered with an error.</summary>
    Failed,

    /// <summary>What was read back is not what was written.</summary>
    Mismatch,
}

/// <summary>What the target is good for now.</summary>
public enum TargetState
{
    /// <summary>As it was: nothing was written.</summary>
    Untouched,

    /// <summary>Its first block is empty: no machine starts from it.</summary>
    Unbootable,

    /// <summary>The image, every byte of it read back.</summary>
    Complete,

    /// <summary>Not even its first block could be emptied.</summary>
    Unknown,
}

/// <summary>How it ended; <see cref="Sha256"/> is of the whole image, known once all of it was written.</summary>
public sealed record FlashResult(
    FlashOutcome Outcome,
    TargetState State,
    string Message,
    long Length,
    string? Sha256 = null,
    long? FirstDifference = null);
