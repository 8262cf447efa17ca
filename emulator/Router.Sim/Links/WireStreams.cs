using Router.Wire;

namespace Router.Sim;

/// <summary>
/// One random stream per purpose and direction, named after the link alone: another link, or another impairment on this
/// one, changes nobody's draws.
/// </summary>
internal sealed class WireStreams
{
    public WireStreams(ulong seed, string direction)
    {
        Loss = new RandomStream(seed, direction + ":loss");
        Burst = new RandomStream(seed, direction + ":burst");
        Jitter = new RandomStream(seed, direction + ":jitter");
        Corrupt = new RandomStream(seed, direction + ":corrupt");
        Duplicate = new RandomStream(seed, direction + ":duplicate");
    }

    public RandomStream Loss { get; }

    public RandomStream Burst { get; }

    public RandomStream Jitter { get; }

    public RandomStream Corrupt { get; }

    public RandomStream Duplicate { get; }

    /// <summary>True with the given chance; certain chances draw nothing.</summary>
    public static bool Happens(RandomStream stream, int ppm) =>
        ppm >= Impairment.Million || (ppm > 0 && stream.NextBelow(Impairment.Million) < ppm);
}
