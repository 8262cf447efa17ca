using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Calico;
using Router.Calico.Run;
using Router.Core;
using Router.Node;
using Router.Tests.Calico;
using Router.Wire;

namespace Router.Tests.Boards;

/// <summary>The walk-through's node01 and node02 with a cable between their first ports, in virtual time.</summary>
internal sealed class TwoBoards
{
    public const string Uplink = "ens33";

    private readonly End[] _ends;

    /// <param name="bfd">Both watch the path to the other by BFD, with these timers; null: neither does.</param>
    /// <param name="onlyNode02">Of the two only node02.</param>
    public TwoBoards(RunBfd? bfd = null, bool onlyNode02 = false)
    {
        Plan = Cluster.WalkThrough("node02", CalicoGeneration.Classic);
        Ports =
        [
            Port(Uplink, 2, "192.168.101.202", 24),
        ];
        _ends =
        [
            new End(Cluster.WalkThrough("node01", CalicoGeneration.Classic), [Port(Uplink, 1, "192.168.101.201", 24)],
                bfd is null || onlyNode02 ? [] : [bfd with { Peer = Address("192.168.101.202") }]),
            new End(Plan, Ports, bfd is null ? [] : [bfd with { Peer = Address("192.168.101.201") }]),
        ];
    }

    public CalicoPlan Plan { get; }

    public IReadOnlyList<BoardPort> Ports { get; }

    public Board Node01 => _ends[0].Board;

    /// <summary>Frames that the cable carries; null carries all.</summary>
    public Predicate<byte[]>? Carries { get; set; }

    public Board Node02 => _ends[1].Board;

    public IReadOnlyList<LogEntry> Log => _ends[1].Entries;

    public Instant Now { get; private set; } = Instant.Zero + Duration.FromSeconds(1);

    /// <summary>node02's session with node01.</summary>
    public BgpPeerView Session =>
        Node02.Speaker.Peers().Single(peer => peer.Options.RemoteAddress == Address("192.168.101.201"));

    public static Ipv4Address Address(string text) => Ipv4Address.Parse(text);

    public static BoardPort Port(string name, ulong station, string address, int length, int mtu = 1500) =>
        new(new PortOptions
        {
            Name = name,
            Mac = new MacAddress(0x0200_0000_0000 + station),
            Mtu = mtu,
            Addresses = [new InterfaceAddress(Address(address), length)],
        });

    public void Run(long seconds) => Run(Duration.FromSeconds(seconds));

    public void Run(Duration duration)
    {
        Instant end = Now + duration;
        while (Now < end)
        {
            bool moved = true;
            while (moved)
            {
                _ends[0].Board.Poll(Now, _ends[0]);
                _ends[1].Board.Poll(Now, _ends[1]);
                moved = Carry(_ends[0], _ends[1]) | Carry(_ends[1], _ends[0]);
            }

            Instant next = Instant.Min(_ends[0].Board.PollAt(), _ends[1].Board.PollAt());
            Instant later = Now + Duration.FromMilliseconds(1);
            Now = Instant.Min(next < later ? later : next, end);
        }
    }

    /// <summary>A frame of somebody else on the cable.</summary>
    public void SendToNode02(byte[] frame)
    {
        Assert.That(_ends[1].Pool.TryRent(out Frame slot));
        slot.Length = frame.Length;
        frame.CopyTo(_ends[1].Pool.Octets(slot));
        Node02.Receive(Node02.PortIndex(Uplink), slot, Now);
    }

    private bool Carry(End from, End to)
    {
        bool any = from.Out.Count > 0;
        foreach (byte[] frame in from.Out)
        {
            if (Carries?.Invoke(frame) != false && to.Board.PortIndex(Uplink) is >= 0 and var port
                && to.Pool.TryRent(out Frame slot))
            {
                slot.Length = frame.Length;
                frame.AsSpan().CopyTo(to.Pool.Octets(slot));
                to.Board.Receive(port, slot, Now);
            }
        }

        from.Out.Clear();
        return any;
    }

    private sealed class End : INodeSink
    {
        public End(CalicoPlan plan, IReadOnlyList<BoardPort> ports, IReadOnlyList<RunBfd> bfd) =>
            Board = new Board(
                new BoardOptions { Plan = plan, Ports = ports, Bfd = bfd, Seed = 7 }, Pool, Instant.Zero);

        public FramePool Pool { get; } = new(256);

        public Board Board { get; }

        public List<byte[]> Out { get; } = [];

        public List<LogEntry> Entries { get; } = [];

        public void Transmit(int port, Frame frame)
        {
            if (port == Board.PortIndex(Uplink))
            {
                Out.Add(Pool.Octets(frame).ToArray());
            }

            Pool.Return(frame);
        }

        public void Log(in LogEntry entry) => Entries.Add(entry);
    }
}
