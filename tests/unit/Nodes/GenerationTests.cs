using System;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Calico;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Nodes;

/// <summary>A node on <c>auto</c> follows the first v3.32 peer that it hears, with the whole node.</summary>
public sealed class GenerationTests
{
    private static readonly byte[] s_localPref = [0x40, 5, 4];
    private static readonly byte[] s_ownBlock = Convert.FromHexString("1aaca5e780");

    [Test]
    public void A_v332_peer_turns_the_whole_node()
    {
        // master is v3.32, and its cable is out until the others have settled as classic nodes.
        string yaml = TestLab.WithoutChecks("walkthrough").Replace(
            "  master:\n", "  master:\n    generation: v3.32\n", StringComparison.Ordinal)
            + "faults:\n  - { at: 0s, link: master:ens33, carrier: down, for: 4s }\n";
        var lab = new TestLab(yaml);
        ConsoleJob capture = lab.Start("capture node02:ens33");
        lab.RunTo(3.5);
        Assert.That(lab.Table("exec node02 ip route"),
            Is.EqualTo(GoldenTables.Calico("iproute.node02.classic").Where(line => !line.Contains("172.171."))));

        lab.RunTo(15);
        Assert.That(lab.Lab.IsReady);
        Assert.That(lab.Lab.Boards.Select(board => board.Board.Policy.Effective),
            Is.All.EqualTo(CalicoGeneration.V332));
        Assert.That(lab.Table("exec node02 ip route"), Is.EqualTo(GoldenTables.Calico("iproute.node02.v332")));

        Dictionary<Ipv4Address, List<uint>> announced = Announcements(capture, lab);
        Assert.That(announced[Ipv4Address.Parse("192.168.101.201")], Is.EqualTo(new uint[] { 100, 2_147_482_623 }),
            "node01 hears the block once more, with the preference of v3.32");
        Assert.That(announced[Ipv4Address.Parse("192.168.101.100")], Has.Count.LessThanOrEqualTo(2));
        Assert.That(announced[Ipv4Address.Parse("192.168.101.100")][^1], Is.EqualTo(2_147_482_623));
    }

    // LOCAL_PREF of every UPDATE with node02's block, by the peer it went to, as it was on the wire.
    private static Dictionary<Ipv4Address, List<uint>> Announcements(ConsoleJob capture, TestLab lab)
    {
        var text = new StringBuilder();
        capture.Poll(lab.Simulation.Now, text);
        SortedDictionary<(Ipv4Address Peer, uint Ports), List<byte>> streams = [];
        foreach (string[] line in text.ToString().TrimEnd('\n').Split('\n').Select(line => line.Split(' ')))
        {
            byte[] frame = Convert.FromBase64String(line[2]);
            const int Ip = 14;
            if (line[1] != "out" || frame[12] != 8 || frame[13] != 0 || frame[Ip + 9] != 6)
            {
                continue;
            }

            int tcp = Ip + ((frame[Ip] & 15) * 4);
            int data = tcp + ((frame[tcp + 12] >> 4) * 4);
            int end = Ip + BigEndian.ReadUInt16(frame, Ip + 2);
            var key = (Ipv4Address.Read(frame, Ip + 16), BigEndian.ReadUInt32(frame, tcp));
            streams.TryAdd(key, []);
            streams[key].AddRange(frame[data..end]);
        }

        Dictionary<Ipv4Address, List<uint>> result = [];
        foreach (((Ipv4Address peer, _), List<byte> stream) in streams)
        {
            result.TryAdd(peer, []);
            byte[] octets = stream.ToArray();
            for (int at = 0; at + 19 <= octets.Length; at += BigEndian.ReadUInt16(octets, at + 16))
            {
                byte[] message = octets[at..(at + BigEndian.ReadUInt16(octets, at + 16))];
                int preference = message.AsSpan().IndexOf(s_localPref);
                if (message[18] == 2 && message.AsSpan().EndsWith(s_ownBlock) && preference > 0)
                {
                    result[peer].Add(BigEndian.ReadUInt32(message, preference + 3));
                }
            }
        }

        return result;
    }

    [Test]
    public void Classic_nodes_stay_classic()
    {
        TestLab lab = TestLab.Ready();
        Assert.That(lab.Lab.Boards.Select(board => board.Board.Policy.Effective),
            Is.All.EqualTo(CalicoGeneration.Classic));
        Assert.That(lab.Text("log node02"), Does.Not.Contain("announcing own blocks again"));
    }
}
