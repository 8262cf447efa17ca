using System.Linq;
using CsCheck;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>
/// Whatever happened before, a mesh at rest agrees: each board has exactly what the others originate.
/// </summary>
public sealed class ChurnTests
{
    private const int Boards = 4;

    [Test]
    public void A_mesh_agrees_after_any_history() =>
        Gen.Select(Gen.Int[0, 5], Gen.Int[0, Boards - 1], Gen.Int[0, 9], Gen.Int[1, 3000]).Array[5, 40]
            .Sample(Play, iter: 60, seed: "0000KOIPe036");

    private static void Play((int What, int Board, int Which, int Milliseconds)[] history)
    {
        TestNet net = new();
        bool[,] originated = new bool[Boards, 10];
        for (uint i = 0; i < Boards; i++)
        {
            net.Add($"10.0.0.{i + 1}", seed: i);
        }

        foreach (TestNode node in net.Nodes)
        {
            Join(net, node);
        }

        foreach ((int what, int board, int which, int milliseconds) in history)
        {
            TestNode node = net.Nodes[board];
            int peer = which % (Boards - 1);
            switch (what)
            {
                case 0 or 1:
                    node.Originate(PrefixOf(board, which), new BgpOrigination { LocalPref = (uint)milliseconds });
                    originated[board, which] = true;
                    break;
                case 2:
                    node.Speaker.WithdrawOrigination(Prefix.Parse(PrefixOf(board, which)), net.Now);
                    originated[board, which] = false;
                    break;
                case 3:
                    node.Speaker.SetAdmin(peer, !node.Speaker.Peer(peer).Enabled, net.Now);
                    break;
                case 4:
                    node.Speaker.RequestRefresh(peer, net.Now);
                    break;
                default:
                    node.Crash(node.Speaker.Options with
                    {
                        Restarting = which % 3 != 0,
                        ForwardingKept = which % 2 == 0,
                    });
                    Join(net, node);
                    for (int i = 0; i < 10; i++)
                    {
                        originated[board, i] = false;
                    }

                    break;
            }

            net.Run(milliseconds / 1000.0);
        }

        foreach (TestNode node in net.Nodes)
        {
            for (int peer = 0; peer < Boards - 1; peer++)
            {
                node.Speaker.SetAdmin(peer, true, net.Now);
            }
        }

        net.Run(600);
        string[] expected = [.. Enumerable.Range(0, Boards).SelectMany(b => Enumerable.Range(0, 10)
            .Where(i => originated[b, i]).Select(i => PrefixOf(b, i)))];
        foreach (TestNode node in net.Nodes)
        {
            Assert.That(node.Speaker.Peers().All(p => p.State == BgpState.Established), Is.True,
                string.Join(", ", node.Speaker.Peers().Select(p => $"{p.State} {p.Reason}")));
            Assert.That(node.Speaker.Routes().Select(r => r.Prefix.ToString()), Is.EqualTo(expected));
            Assert.That(node.Speaker.Routes().All(r => r.Paths.Count == 1 && !r.Paths[0].IsStale), Is.True);

            // Tables hold what is in use and nothing else.
            Assert.That(node.Speaker.Memory().Paths, Is.EqualTo(expected.Length));
            Assert.That(node.Speaker.Memory().Prefixes, Is.EqualTo(expected.Length));
        }
    }

    private static void Join(TestNet net, TestNode node)
    {
        foreach (TestNode other in net.Nodes.Where(n => n != node))
        {
            // Calico's rule: the lower address waits. The last pair dials from both sides.
            bool both = node.Address.V4.Value + other.Address.V4.Value == 0x14000007;
            node.Peer(other, p => p with { Passive = !both && node.Address.V4 < other.Address.V4 });
        }
    }

    private static string PrefixOf(int board, int which) => $"172.16.{(board * 10) + which}.0/24";
}
