namespace Router.Node.Console;

/// <summary>
/// Whose words the control socket speaks: those of BIRD 1.6.8, the release that Calico's own daemon stands on, so that
/// whatever reads a Calico node's socket reads this one.
/// </summary>
public static class BirdVersion
{
    /// <summary>What is behind the plus sign says who speaks, as in Calico's own <c>v0.3.3+birdv1.6.8</c>.</summary>
    public const string Text = "BIRD 1.6.8+router";

    /// <summary>The greeting's text; Calico's probes look for BIRD in front.</summary>
    public static string Banner => Text;
}
