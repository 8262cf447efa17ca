using System.Collections.Generic;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

/// <summary>Two nodes and one cable: the left one talks, the right one listens or answers.</summary>
internal sealed class Wires
{
    public Wires(ulong seed, ImpairmentPatch? forward, Duration interval, int limit = int.MaxValue, int length = 64,
        bool returns = false, SimulationOptions? options = null, bool remember = true)
    {
        Pool = new FramePool(4096);
        Simulation = new Simulation(seed, options);
        Left = new PingPongNode("a", Pool, interval, length) { Limit = limit };
        Right = new PingPongNode("b", Pool, Duration.Zero) { Returns = returns, Arrived = remember ? [] : null };
        int a = Simulation.AddNode(Left);
        int b = Simulation.AddNode(Right);
        Link = Simulation.Connect(new LinkEnd(a, 0, "eth1"), new LinkEnd(b, 0, "eth1"), forward);
    }

    public FramePool Pool { get; }

    public Simulation Simulation { get; }

    public PingPongNode Left { get; }

    public PingPongNode Right { get; }

    public Link Link { get; }

    public List<(uint Number, Instant At, byte[] Octets)> Arrived => Right.Arrived!;

    public static Instant Ms(long milliseconds) => Instant.Zero + Duration.FromMilliseconds(milliseconds);

    public static Instant Us(long microseconds) => Instant.Zero + Duration.FromMicroseconds(microseconds);

    /// <summary>DESIGN §4's law, for a wire.</summary>
    public static long Imbalance(LinkDirection direction)
    {
        LinkCounters c = direction.Counters;
        return c.Offered + c.Duplicated - c.Delivered - c.TotalDropped - direction.InFlightCount;
    }
}
