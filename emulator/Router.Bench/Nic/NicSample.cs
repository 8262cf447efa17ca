using Router.Bench.Traffic;

namespace Router.Bench.Nic;

/// <summary>One start of a contestant.</summary>
/// <param name="Seconds">How long it was flooded.</param>
/// <param name="Offered">Frames sent meanwhile.</param>
/// <param name="Forwarded">Frames that came out.</param>
/// <param name="Busy">Seconds in which the measured core was not idle.</param>
/// <param name="SoftIrq">Seconds of soft interrupts on the sender's core: frames taken in on the router's
/// behalf.</param>
/// <param name="Traffic">What became of the frames at a tenth of the load.</param>
internal sealed record NicSample(
    double Seconds, long Offered, long Forwarded, double Busy, double SoftIrq, TrafficReport Traffic)
{
    public double FramesPerSecond => Forwarded / Seconds;

    /// <summary>Frames forwarded for each second of processor time spent on it, soft interrupts included.</summary>
    public double FramesPerCpuSecond => Forwarded / (Busy + SoftIrq);
}
