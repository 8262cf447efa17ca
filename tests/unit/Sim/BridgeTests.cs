using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Sim;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class BridgeTests : System.IDisposable
{
    private readonly FramePool _pool = new(64);
    private readonly BridgeNode _bridge;
    private readonly List<(int Port, ulong To)> _sent = [];

    public BridgeTests()
    {
        _bridge = new BridgeNode("lan", _pool, 4, Duration.FromSeconds(300));
        for (int port = 0; port < 4; port++)
        {
            _bridge.SetLink(port, true, Instant.Zero);
        }
    }

    public void Dispose() => _bridge.Dispose();

    [Test]
    public void Floods_the_unknown_and_forwards_the_learned()
    {
        Assert.That(Ports(Pass(0, to: 2, from: 1)), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(Ports(Pass(2, to: 1, from: 2)), Is.EqualTo(new[] { 0 }));
        Assert.That(Ports(Pass(0, to: 2, from: 1)), Is.EqualTo(new[] { 2 }));
        Assert.That(Ports(Pass(0, to: 0xffff_ffff_ffff, from: 1)), Is.EqualTo(new[] { 1, 2, 3 }));
        Conserved();
    }

    [Test]
    public void Forgets_after_the_ageing_time_and_when_carrier_goes()
    {
        Pass(2, to: 1, from: 2);
        Assert.That(Ports(Pass(0, to: 2, from: 1, second: 300)), Is.EqualTo(new[] { 2 }));
        Assert.That(Ports(Pass(0, to: 2, from: 1, second: 301)), Is.EqualTo(new[] { 1, 2, 3 }));
        Pass(2, to: 1, from: 2, second: 302);
        _bridge.SetLink(2, false, Instant.Zero);
        Assert.That(Ports(Pass(0, to: 2, from: 1, second: 302)), Is.EqualTo(new[] { 1, 3 }));
        Conserved();
    }

    [Test]
    public void Follows_a_station_that_moves()
    {
        Pass(2, to: 1, from: 2);
        Pass(3, to: 1, from: 2);
        Assert.That(Ports(Pass(0, to: 2, from: 1)), Is.EqualTo(new[] { 3 }));
    }

    [Test]
    public void Does_not_return_or_leak_what_bridges_must_not()
    {
        Pass(0, to: 9, from: 2);
        Assert.That(Pass(0, to: 2, from: 1), Is.Empty, "destination on the port of entry");
        Assert.That(Pass(0, to: 0x0180_c200_000e, from: 1), Is.Empty, "LLDP's group address is the link's own");
        Assert.That(Pass(0, to: 2, from: 0x0100_0000_0001), Is.Empty, "a group address cannot send");
        Assert.That(_bridge.Counters.DroppedSamePort, Is.EqualTo(1));
        Assert.That(_bridge.Counters.DroppedReserved, Is.EqualTo(1));
        Assert.That(_bridge.Counters.DroppedMalformed, Is.EqualTo(1));
        Conserved();
    }

    [Test]
    public void A_full_table_floods_newcomers_until_entries_age()
    {
        using BridgeNode small = new("small", _pool, 2, Duration.FromSeconds(10), tableSize: 2);
        foreach (ulong from in (ulong[])[1, 2, 3])
        {
            small.Receive(0, Make(9, from), Instant.Zero);
        }

        Assert.That(small.Learned, Is.EqualTo(2));
        small.Receive(0, Make(9, 4), Instant.Zero + Duration.FromSeconds(11));
        Assert.That(small.Learned, Is.EqualTo(1));
    }

    private static int[] Ports(IEnumerable<(int Port, ulong To)> sent) => sent.Select(s => s.Port).Order().ToArray();

    private Frame Make(ulong to, ulong from)
    {
        Assert.That(_pool.TryRent(out Frame frame), Is.True);
        frame.Length = 60;
        new MacAddress(to).Write(_pool.Octets(frame), 0);
        new MacAddress(from).Write(_pool.Octets(frame), 6);
        return frame;
    }

    private List<(int Port, ulong To)> Pass(int port, ulong to, ulong from, long second = 0)
    {
        Instant now = Instant.Zero + Duration.FromSeconds(second);
        _sent.Clear();
        _bridge.Receive(port, Make(to, from), now);
        _bridge.Poll(now, new Sink(this));
        return [.. _sent];
    }

    private void Conserved()
    {
        BridgeCounters c = _bridge.Counters;
        Assert.That(c.Received, Is.EqualTo(c.Forwarded + c.Flooded + c.Dropped + _bridge.Held));
        Assert.That(c.Transmitted, Is.EqualTo(c.Forwarded + c.Flooded + c.Copied));
        Assert.That(_pool.Available, Is.EqualTo(_pool.Capacity));
    }

    private sealed class Sink(BridgeTests test) : ISimSink
    {
        public void Transmit(int port, Frame frame)
        {
            test._sent.Add((port, MacAddress.Read(test._pool.Octets(frame), 0).Value));
            test._pool.Return(frame);
        }
    }
}
