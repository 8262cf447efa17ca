namespace Router.Core.Fast;

/// <summary>What stands in front of a table; the first word of a front's block, where readers begin.</summary>
internal static class FrontKind
{
    /// <summary>The whole table as a tree of runs, see <see cref="RunTree"/>.</summary>
    public const int Tree = 1;

    /// <summary>A dense part of it as an array, see <see cref="PoolWindow"/>.</summary>
    public const int Window = 2;
}
