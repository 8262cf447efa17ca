namespace Router.Bench.Bgp;

/// <summary>What is measured in one start of a daemon.</summary>
/// <param name="Name">As options and tables call it.</param>
/// <param name="Prefixes">Prefixes of the table.</param>
/// <param name="Peers">Peers that announce all of it.</param>
/// <param name="Mesh">Internal sessions with two prefixes each, and nothing else.</param>
public sealed record BgpScenario(string Name, int Prefixes, int Peers, int Mesh = 0)
{
    public bool IsMesh => Mesh > 0;

    public int Paths => Prefixes * Peers;
}
