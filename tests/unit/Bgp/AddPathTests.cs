using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>Several paths of one prefix to one peer (RFC 7911), and what the others get of the same changes.</summary>
public sealed class AddPathTests
{
    private TestNet _net = null!;
    private TestNode _centre = null!;
    private TestNode _every = null!;
    private TestNode _best = null!;
    private TestNode[] _givers = null!;

    [SetUp]
    public void Build()
    {
        _net = new TestNet();
        _centre = _net.Add("10.0.0.1", asn: 65000);
        _every = _net.Add("10.0.0.2", asn: 65000, seed: 2);
        _best = _net.Add("10.0.0.3", asn: 65000, seed: 3);
        _givers = [.. Enumerable.Range(0, 3).Select(
            i => _net.Add($"10.0.1.{i + 1}", asn: (uint)(65001 + i), seed: (ulong)i + 4))];
        Join(_every, AddPathMode.Both);
        Join(_best, AddPathMode.None);
        foreach (TestNode giver in _givers)
        {
            Join(giver, AddPathMode.None);
        }
    }

    [Test]
    public void All_paths_arrive_with_identifiers_of_their_own_and_go_one_by_one()
    {
        foreach (TestNode giver in _givers)
        {
            giver.Originate("172.16.1.0/24");
        }

        _net.Run(5);
        BgpPath[] paths = [.. _every.Speaker.Routes().Single().Paths];
        Assert.That(paths.Select(p => p.NeighbourAs.Value), Is.EquivalentTo(new[] { 65001u, 65002u, 65003u }));
        Assert.That(paths.Select(p => p.PathId), Is.Unique);
        Assert.That(_best.Speaker.Routes().Single().Paths, Has.Count.EqualTo(1));

        _givers[0].Speaker.WithdrawOrigination(IpPrefix.Parse("172.16.1.0/24"), _net.Now);
        _net.Run(5);
        Assert.That(_every.Speaker.Routes().Single().Paths.Select(p => p.NeighbourAs.Value),
            Is.EquivalentTo(new[] { 65002u, 65003u }));
        Assert.That(_best.Speaker.Routes().Single().Paths.Single().NeighbourAs.Value, Is.EqualTo(65002));

        foreach (TestNode giver in _givers)
        {
            giver.Speaker.WithdrawOrigination(IpPrefix.Parse("172.16.1.0/24"), _net.Now);
        }

        _net.Run(5);
        Assert.That(_every.Speaker.Routes(), Is.Empty);
        Assert.That(_best.Speaker.Routes(), Is.Empty);
        Assert.That(_centre.Speaker.Memory().Prefixes, Is.Zero);
    }

    [Test]
    public void A_path_that_changes_is_told_alone_and_only_to_those_who_take_it()
    {
        foreach (TestNode giver in _givers)
        {
            giver.Originate("172.16.1.0/24");
        }

        _net.Run(5);
        long every = _every.Speaker.Peer(0).Received.Update;
        long best = _best.Speaker.Peer(0).Received.Update;

        // The last choice gets another community: one UPDATE for who has it, none for who has the best alone.
        _givers[2].Originate("172.16.1.0/24", new BgpOrigination { Communities = [0x0001_0002] });
        _net.Run(5);
        Assert.That(_every.Speaker.Peer(0).Received.Update - every, Is.EqualTo(1));
        Assert.That(
            _every.Speaker.Routes().Single().Paths.Count(p => p.Attributes.ToArray().AsHex().Contains("00010002")),
            Is.EqualTo(1));
        Assert.That(_centre.Speaker.Routes().Single().Paths, Has.Count.EqualTo(3));
        Assert.That(_best.Speaker.Peer(0).Received.Update - best, Is.LessThanOrEqualTo(1));
    }

    [Test]
    public void A_session_that_comes_later_gets_them_all()
    {
        foreach (TestNode giver in _givers)
        {
            giver.Originate("172.16.1.0/24");
            giver.Originate("172.16.2.0/24");
        }

        _net.Run(5);
        _centre.Speaker.Reset(0, _net.Now);
        _net.Run(60);
        Assert.That(_every.Speaker.Routes().Select(r => r.Paths.Count), Is.EqualTo(new[] { 3, 3 }));
    }

    private void Join(TestNode other, AddPathMode mode)
    {
        _centre.Peer(other, p => p with { AddPath = mode });
        other.Peer(_centre, p => p with { Passive = true, AddPath = mode });
    }
}

internal static class HexExtensions
{
    public static string AsHex(this byte[] octets) => System.Convert.ToHexStringLower(octets);
}
