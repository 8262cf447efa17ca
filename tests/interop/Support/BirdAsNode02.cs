namespace Router.Tests.Interop.Support;

/// <summary>BIRD 1.6 in the place of our board: the reference of the session tests.</summary>
internal sealed class BirdAsNode02(NetNamespace place, string peer, uint localPreference) : IMeshNode
{
    private readonly BirdDaemon _bird = new(
        place, "bird", BirdConfig.For("bird", Cluster.Node02, peer, Cluster.Block02, localPreference, port: "fw0"));

    public bool IsEstablishedWith(string peer) => _bird.IsEstablished(BirdConfig.Protocol);

    public bool HasBgpRoute(string prefix, string nextHop) => _bird.HasRoute(prefix, nextHop);

    public int Terminate() => _bird.Terminate();

    public string Picture() => _bird.Ask("show protocols all") + _bird.Ask("show route all") + _bird.Log;

    public void Dispose() => _bird.Dispose();
}
