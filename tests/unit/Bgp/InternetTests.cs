using System;
using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>
/// Small internets of customers, providers and peers with sessions that break and speakers that restart: at rest every
/// speaker has the path that a plain computation gives (Gao and Rexford: there is exactly one stable state), and no
/// path has a valley.
/// </summary>
public sealed class InternetTests
{
    private const int Topologies = 200;

    [Test]
    public void Everybody_ends_with_the_best_path_there_is([Range(0, 9)] int tenth)
    {
        for (int seed = tenth * Topologies / 10; seed < (tenth + 1) * Topologies / 10; seed++)
        {
            Internet internet = new(seed);
            internet.Trouble();
            internet.Settle();
            Assert.That(internet.Seen(), Is.EqualTo(internet.Expected()), $"seed {seed}");
        }
    }

    private enum Relation
    {
        // How preferable what the neighbour gives is, the best first.
        Customer,
        Peer,
        Provider,
    }

    private sealed class Internet
    {
        private readonly RandomStream _random;
        private readonly TestNet _net = new();
        private readonly Dictionary<(int, int), Relation> _links = [];
        private readonly List<int> _order;
        private readonly HashSet<(int Node, int Number)> _originated = [];
        private readonly int _count;

        public Internet(int seed)
        {
            _random = new RandomStream((ulong)seed, "internet");
            _count = 4 + Next(9);
            for (int i = 0; i < _count; i++)
            {
                _net.Add($"10.0.0.{i + 1}", asn: (uint)(65001 + i), seed: (ulong)((seed * 100) + i));
            }

            // Lower numbers are further up, so nobody is his own provider's provider.
            for (int low = 1; low < _count; low++)
            {
                Link(Next(low), low, Relation.Customer);
                for (int more = Next(3); more > 0; more--)
                {
                    int other = Next(low);
                    if (!_links.ContainsKey((other, low)))
                    {
                        Link(other, low, Next(3) == 0 ? Relation.Peer : Relation.Customer);
                    }
                }
            }

            _order = [.. Enumerable.Range(0, _count)];
            foreach (int node in _order)
            {
                Join(node);
            }
        }

        public void Trouble()
        {
            for (int i = 0; i < 30; i++)
            {
                int node = Next(_count);
                switch (Next(6))
                {
                    case 0 or 1 or 2:
                        Toggle(node, Next(3));
                        break;
                    case 3:
                        // A connection breaks; both ends see it.
                        TestEnd? end = _net.Nodes[node].OpenEnds.FirstOrDefault();
                        if (end != null)
                        {
                            _net.Nodes[node].CloseBoth(end);
                        }

                        break;
                    case 4:
                        Restart(node);
                        break;
                    default:
                        int peer = Next(_net.Nodes[node].Speaker.Peers().Count);
                        _net.Nodes[node].Speaker.Reset(peer, _net.Now);
                        break;
                }

                _net.Run(Next(4000) / 1000.0);
            }
        }

        public void Settle() => _net.Run(900);

        public string[] Seen() => [.. _order.SelectMany(node => _net.Nodes[node].Speaker.Routes().Select(route =>
            $"{node + 1}: {route.Prefix} {string.Join(' ', PathOf(route.Paths[0]))}".TrimEnd()))];

        /// <summary>Rounds of everybody asking everybody, until nothing changes.</summary>
        public string[] Expected()
        {
            Dictionary<(int Node, string Prefix), Choice> table = [];
            foreach ((int node, int number) in _originated)
            {
                table[(node, PrefixOf(node, number))] = new Choice(Relation.Customer, [], default, IsOwn: true);
            }

            string[] prefixes = [.. table.Keys.Select(key => key.Prefix).Distinct()];
            bool isChanged = true;
            for (int round = 0; isChanged && round < 100; round++)
            {
                isChanged = false;
                foreach (string prefix in prefixes)
                {
                    foreach (int node in _order)
                    {
                        Choice? best = Best(table, node, prefix);
                        table.TryGetValue((node, prefix), out Choice? old);
                        if (best == null ? table.Remove((node, prefix)) : old == null || !best.Equals(old))
                        {
                            isChanged = true;
                            if (best != null)
                            {
                                table[(node, prefix)] = best;
                            }
                        }
                    }
                }
            }

            Assert.That(isChanged, Is.False, "the plain computation comes to rest");
            return [.. table.OrderBy(entry => entry.Key.Node).ThenBy(entry => IpPrefix.Parse(entry.Key.Prefix))
                .Select(entry => $"{entry.Key.Node + 1}: {entry.Key.Prefix} {string.Join(' ', entry.Value.Path)}"
                    .TrimEnd())];
        }

        private Choice? Best(Dictionary<(int, string), Choice> table, int node, string prefix)
        {
            Choice? best = table.GetValueOrDefault((node, prefix)) is { IsOwn: true } own ? own : null;
            foreach (int other in _order)
            {
                if (best is { IsOwn: true } || !_links.TryGetValue((node, other), out Relation relation)
                    || !table.TryGetValue((other, prefix), out Choice? offered))
                {
                    continue;
                }

                // What does not come from a customer goes to customers only.
                uint asn = (uint)(65001 + node);
                bool isTold = offered.IsOwn || offered.From == Relation.Customer
                    || _links[(other, node)] == Relation.Customer;
                if (!isTold || offered.Path.Contains(asn))
                {
                    continue;
                }

                Choice candidate = new(relation, [(uint)(65001 + other), .. offered.Path], other, IsOwn: false);
                best = best == null || candidate.IsBefore(best) ? candidate : best;
            }

            return best;
        }

        private void Toggle(int node, int number)
        {
            if (_originated.Remove((node, number)))
            {
                _net.Nodes[node].Speaker.WithdrawOrigination(IpPrefix.Parse(PrefixOf(node, number)), _net.Now);
            }
            else
            {
                _originated.Add((node, number));
                _net.Nodes[node].Originate(PrefixOf(node, number));
            }
        }

        private void Restart(int node)
        {
            _net.Nodes[node].Crash(_net.Nodes[node].Speaker.Options with
            {
                Restarting = true,
                ForwardingKept = Next(2) == 0,
            });
            Join(node);
            foreach ((int owner, int number) in _originated.Where(entry => entry.Node == node))
            {
                _net.Nodes[node].Originate(PrefixOf(owner, number));
            }
        }

        private void Link(int upper, int lower, Relation lowerIs)
        {
            _links[(upper, lower)] = lowerIs;
            _links[(lower, upper)] = lowerIs == Relation.Peer ? Relation.Peer : Relation.Provider;
        }

        private void Join(int node)
        {
            foreach (int other in _order)
            {
                if (_links.TryGetValue((node, other), out Relation relation))
                {
                    _net.Nodes[node].Peer(_net.Nodes[other], p => p with
                    {
                        Passive = node < other,
                        Role = relation switch
                        {
                            Relation.Customer => BgpRole.Provider,
                            Relation.Peer => BgpRole.Peer,
                            _ => BgpRole.Customer,
                        },
                        StrictRole = true,
                        Policy = new Preference(300 - (100 * (uint)relation)),

                        // With every path at hand a speaker may find one that its neighbour did not choose.
                        AddPath = AddPathMode.None,
                    });
                }
            }
        }

        private int Next(int below) => (int)_random.NextBelow((uint)below);

        private static string PrefixOf(int node, int number) => $"172.16.{(node * 3) + number}.0/24";

        private static IEnumerable<uint> PathOf(BgpPath path)
        {
            byte[] block = path.Attributes.ToArray();
            BgpAttributes fields = BgpAttributes.Read(block);
            for (int at = fields.AsPath.Offset; at < fields.AsPath.End; at += 2 + (4 * block[at + 1]))
            {
                for (int i = 0; i < block[at + 1]; i++)
                {
                    yield return BigEndian.ReadUInt32(block, at + 2 + (4 * i));
                }
            }
        }
    }

    private sealed record Choice(Relation From, uint[] Path, int Giver, bool IsOwn)
    {
        public bool IsBefore(Choice other) => From != other.From ? From < other.From
            : Path.Length != other.Path.Length ? Path.Length < other.Path.Length
            : Giver < other.Giver;

        public bool Equals(Choice? other) =>
            other != null && From == other.From && Giver == other.Giver && IsOwn == other.IsOwn
            && Path.AsSpan().SequenceEqual(other.Path);

        public override int GetHashCode() => Giver;
    }

    private sealed class Preference(uint localPref) : IBgpPolicy
    {
        public bool Import(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit)
        {
            edit.LocalPref = localPref;
            return true;
        }

        public bool Export(IpPrefix prefix, in BgpPath path, ref BgpRouteEdit edit) => true;
    }
}
