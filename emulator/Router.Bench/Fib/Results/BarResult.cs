namespace Router.Bench.Fib.Results;

/// <summary>A bar, and what was reached.</summary>
/// <param name="Bar">The bar.</param>
/// <param name="Value">Reached: the ratio of 90th percentiles, or the absolute number.</param>
/// <param name="Median">Reached: the ratio of medians; the same absolute number.</param>
public sealed record BarResult(Bar Bar, double Value, double Median)
{
    private bool LessIsBetter => Bar.Against is null;

    public bool Met => Reaches(Bar.Must);

    public bool AimMet => Bar.Aim is { } aim && Reaches(aim);

    private bool Reaches(double bar) => LessIsBetter ? Value <= bar : Value >= bar;
}
