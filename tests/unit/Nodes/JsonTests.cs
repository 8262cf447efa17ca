using System.Linq;
using System.Text.Json;
using NUnit.Framework;

namespace Router.Tests.Nodes;

/// <summary>Every command prints JSON on request, with keys that stay.</summary>
public sealed class JsonTests
{
    private TestLab _lab = null!;

    [OneTimeSetUp]
    public void StartLab() => _lab = TestLab.Ready();

    [TestCase("exec node02 ip route", "dst protocol flags", Description = "the keys of ip -j route")]
    [TestCase("exec node02 show ip route", "dst protocol flags")]
    [TestCase("exec node02 route -n", "dst protocol flags")]
    [TestCase("exec node02 ip addr", "ifindex ifname mtu operstate link_type address addr_info")]
    [TestCase("exec node02 ip neigh", "dst dev state")]
    [TestCase("exec node02 node status", "peerAddress peerType state since info")]
    [TestCase("exec node02 help", "command usage summary")]
    [TestCase("ps", "name kind address sessions state")]
    [TestCase("links", "name carrier delivered lost deliveredBackward lostBackward impairment")]
    [TestCase("log node02", "nanoseconds level source text")]
    [TestCase("help", "command usage summary")]
    public void A_list_of_objects(string command, string keys)
    {
        JsonElement list = _lab.Json(command + " -o json");
        Assert.That(list.ValueKind, Is.EqualTo(JsonValueKind.Array));
        Assert.That(list.GetArrayLength(), Is.Positive);
        foreach (JsonElement item in list.EnumerateArray())
        {
            Assert.That(keys.Split(' '), Is.SubsetOf(item.EnumerateObject().Select(property => property.Name)),
                item.GetRawText());
        }
    }

    [TestCase("exec node02 show bgp summary", "routerId as ribCount peerCount peers")]
    [TestCase("exec node02 show bgp routes", "routerId localAS routes")]
    [TestCase("exec node02 show counters", "received delivered forwarded dropped held conserved drops own_drops ports")]
    [TestCase("exec pod2 show counters", "received delivered forwarded dropped held conserved drops own_drops ports")]
    [TestCase("exec pod2 ping 172.173.55.45 -c 1", "destination transmitted received duplicates errors replies")]
    [TestCase("exec pod2 traceroute 172.173.55.45", "destination reached probes")]
    [TestCase("ping pod2 pod1 -c 1", "destination transmitted received duplicates errors replies")]
    [TestCase("trace pod2 pod1", "answered steps")]
    public void An_object(string command, string keys)
    {
        JsonElement item = _lab.Json(command + " -o json");
        Assert.That(keys.Split(' '), Is.SubsetOf(item.EnumerateObject().Select(property => property.Name)));
    }

    [Test]
    public void Sessions_are_under_their_addresses()
    {
        JsonElement peers = _lab.Json("exec node02 show bgp summary json").GetProperty("peers");
        Assert.That(peers.EnumerateObject().Select(peer => peer.Name),
            Is.EqualTo(new[] { "192.168.101.100", "192.168.101.201" }));
        foreach (JsonProperty peer in peers.EnumerateObject())
        {
            Assert.That(peer.Value.GetProperty("state").GetString(), Is.EqualTo("Established"));
            Assert.That(peer.Value.GetProperty("remoteAs").GetInt64(), Is.EqualTo(64512));
            Assert.That(peer.Value.GetProperty("pfxRcd").GetInt32(), Is.EqualTo(1));
            Assert.That(peer.Value.GetProperty("pfxSnt").GetInt32(), Is.EqualTo(1));
        }
    }

    [Test]
    public void Routes_are_those_of_the_text()
    {
        string[] lines = _lab.Table("exec node02 ip route");
        JsonElement[] routes = _lab.Json("exec node02 ip route -o json").EnumerateArray().ToArray();
        Assert.That(routes.Select(route => route.GetProperty("dst").GetString()),
            Is.EqualTo(lines.Select(line => line.Replace("blackhole ", string.Empty).Split(' ')[0])));
        JsonElement block = routes.Single(route => route.GetProperty("dst").GetString() == "172.173.55.0/26");
        Assert.That(block.GetProperty("gateway").GetString(), Is.EqualTo("192.168.101.201"));
        Assert.That(block.GetProperty("dev").GetString(), Is.EqualTo("tunl0"));
        Assert.That(block.GetProperty("protocol").GetString(), Is.EqualTo("bird"));
        Assert.That(block.GetProperty("flags").EnumerateArray().Single().GetString(), Is.EqualTo("onlink"));
    }

    [Test]
    public void Counters_add_up()
    {
        JsonElement counters = _lab.Json("exec node02 show counters -o json");
        long Value(string name) => counters.GetProperty(name).GetInt64();
        Assert.That(Value("received"),
            Is.EqualTo(Value("delivered") + Value("forwarded") + Value("dropped") + Value("held")));
        Assert.That(counters.GetProperty("conserved").GetBoolean());
        Assert.That(Value("dropped"),
            Is.EqualTo(counters.GetProperty("drops").EnumerateObject().Sum(drop => drop.Value.GetInt64())));
    }
}
