namespace Router.Bench.Paths;

/// <summary>What has to be reached beside C, what would be better still, and the rate that was expected.</summary>
internal static class PathBars
{
    private const double Must = 0.8;
    private const double Aim = 1.0;

    public static (double Must, double Aim, double Expected) Of(PathKind kind) =>
        (Must, Aim, kind == PathKind.Forward ? 15 : 12);
}
