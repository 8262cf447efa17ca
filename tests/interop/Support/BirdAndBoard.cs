using System;

namespace Router.Tests.Interop.Support;

/// <summary>A BIRD and our board on one Ethernet: the bridge between them is the cable to cut.</summary>
internal sealed class BirdAndBoard : IDisposable
{
    private const string BirdPort = "bird0";
    private static readonly TimeSpan s_establishing = TimeSpan.FromSeconds(90);
    private readonly Cleanup _made = new();
    private readonly Lan _lan;
    private readonly string _birdAddress;
    private readonly Func<string, string> _config;

    public BirdAndBoard(
        string package, bool birdAsNode02, string birdAddress, string generation = "classic",
        uint localPreference = 100, int holdTime = 240, string reach = "multihop;", string resources = "",
        string birdMore = "", string runMore = "")
    {
        _birdAddress = birdAddress;
        try
        {
            _lan = _made.Own(new Lan());
            NetNamespace birdPlace = BirdPlace = _made.Own(new NetNamespace("bird"));
            NetNamespace boardPlace = _made.Own(new NetNamespace("board"));
            _lan.Connect(BirdPort, birdPlace, "eth0");
            _lan.Connect("board0", boardPlace, "fw0");
            birdPlace.Ip("addr", "add", birdAddress + "/24", "dev", "eth0");
            Wire = _made.Own(new WireCapture(_lan.Place, "board0"));
            _config = block => BirdConfig.For(
                package, birdAddress, Cluster.Node02, block, localPreference, holdTime, reach: reach, more: birdMore);
            Bird = _made.Own(new BirdDaemon(birdPlace, package, _config(Cluster.Block01)));
            Board = birdAsNode02
                ? _made.Own(StandIn(boardPlace, birdAddress, localPreference))
                : _made.Own(new RouterBoard(boardPlace, birdAddress, generation, more: resources, runMore: runMore));
        }
        catch
        {
            _made.Dispose();
            throw;
        }
    }

    public WireCapture Wire { get; }

    public NetNamespace BirdPlace { get; }

    public BirdDaemon Bird { get; }

    public IMeshNode Board { get; }

    /// <summary>Both sides call the session up and hold the other's block.</summary>
    public bool IsExchanged => IsUp && BirdHasBlock && BoardHasBlock;

    // The board first: it tells at once when it has ended.
    public bool IsUp => Board.IsEstablishedWith(_birdAddress) && Bird.IsEstablished(BirdConfig.Protocol);

    public bool BirdHasBlock => Bird.HasRoute(Cluster.Block02, Cluster.Node02);

    public bool BoardHasBlock => BoardHas(Cluster.Block01);

    public bool BoardHas(string block) => Board.HasBgpRoute(block, _birdAddress);

    /// <summary>BIRD comes back from a crash and announces this block.</summary>
    public void StartRecovering(string block) => Bird.StartRecovering(_config(block));

    public void WaitUntilExchanged() =>
        Eventually.Holds("session up, blocks exchanged both ways", () => IsExchanged, s_establishing, Picture);

    /// <summary>Pulls the plug at BIRD's end of the bridge: no interface loses its carrier, frames just stop.</summary>
    public void CutSilently() => _lan.Place.Ip("link", "set", BirdPort, "nomaster");

    /// <summary>Takes the board's carrier away.</summary>
    public void CutLoudly() => _lan.Place.Ip("link", "set", "board0", "down");

    public void Mend()
    {
        _lan.Plug(BirdPort);
        _lan.Plug("board0");
    }

    public string Picture() =>
        Bird.Ask("show protocols all") + Bird.Ask("show route all") + Bird.Log + "\n--- board\n" + Board.Picture();

    public void Dispose() => _made.Dispose();

    // The kernel speaks TCP for it, so the address is the kernel's.
    private static BirdAsNode02 StandIn(NetNamespace place, string peer, uint localPreference)
    {
        place.Ip("addr", "add", Cluster.Node02 + "/24", "dev", "fw0");
        return new BirdAsNode02(place, peer, localPreference);
    }
}
