using System;
using System.Collections.Generic;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>What a generator sends. UDP, so that no checksum covers the stamp.</summary>
public sealed record TrafficOptions
{
    public MacAddress DestinationMac { get; init; } = MacAddress.Broadcast;

    public MacAddress SourceMac { get; init; } = new(0x0200_0000_00f0);

    /// <summary>Where the flows' random addresses come from.</summary>
    public Prefix Sources { get; init; } = Prefix.Parse("198.18.0.0/16");

    /// <summary>Each flow takes one of these at random, and a random address of it.</summary>
    public IReadOnlyList<Prefix> Destinations { get; init; } = [Prefix.Parse("198.19.0.0/16")];

    public int Flows { get; init; } = 8192;

    /// <summary>Octets of a frame, Ethernet header included, frame check sequence not.</summary>
    public int FrameSize { get; init; } = 64;

    /// <summary>UDP's destination port.</summary>
    public ushort Port { get; init; } = 9;

    public byte Ttl { get; init; } = 64;

    /// <summary>Ends of an IPIP tunnel around every packet; null for none.</summary>
    public (Ipv4Address Source, Ipv4Address Destination)? Tunnel { get; init; }

    /// <summary>The same seed makes the same flows in the same order.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The flows, by number, which is also the order of a round.</summary>
    /// <exception cref="ArgumentException">The frames cannot carry a stamp, or there are no flows.</exception>
    public Flow[] MakeFlows()
    {
        int least = TestFrame.LeastSize + (Tunnel is null ? 0 : Ipip.Overhead);
        if (FrameSize < least || Flows < 1 || Destinations.Count == 0)
        {
            throw new ArgumentException(
                $"frames need at least {least} octets, one flow and one destination: got {FrameSize} octets, " +
                $"{Flows} flows, {Destinations.Count} destinations");
        }

        var random = new RandomStream(Seed, "traffic");
        var flows = new Flow[Flows];
        for (int i = 0; i < flows.Length; i++)
        {
            Prefix to = Destinations[(int)random.NextBelow((uint)Destinations.Count)];
            flows[i] = new Flow(i, AddressIn(Sources, random), AddressIn(to, random),
                (ushort)(1024 + random.NextBelow(60000)));
        }

        return flows;
    }

    private static Ipv4Address AddressIn(Prefix prefix, RandomStream random) => new(
        prefix.Address.Value | (prefix.Length == 32 ? 0 : random.NextUInt32() >> prefix.Length));
}
