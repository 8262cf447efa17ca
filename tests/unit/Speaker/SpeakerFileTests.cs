using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.Versioning;
using System.Text.Json;
using NUnit.Framework;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Calico.Yaml;
using Router.Hal.Linux;
using Router.Wire;

namespace Router.Tests.Speaker;

/// <summary>The file of <c>router bgp</c>: what it means, and what is said of mistakes.</summary>
[SupportedOSPlatform("linux")]
public sealed class SpeakerFileTests
{
    private const string Short =
        "bgp: { asn: 65000, listen: [10.99.0.1], neighbors: [{ address: 10.99.0.2, asn: 65002 }] }";

    /// <summary>The file of issue 4, but for line breaks and remarks.</summary>
    private const string OfTheIssue =
        """
        bgp:
          asn: 65000
          routerId: 10.99.0.1
          listen: [10.99.0.1:179, "[fd99::1]:179"]
          errorHold: 1s               # first wait after an error, doubled up to 60s
          neighbors:
            - { address: 10.99.0.2, asn: 65002, passive: true, import: none, export: all, families: [ipv4, ipv6],
                holdTime: 180s }
            - { range: 10.99.1.0/24, asn: 65020, passive: true }
          originate: [203.0.113.0/24]
        control: /run/router/bgp.sock

        """;

    [Test]
    public void The_issues_file_means_what_it_says()
    {
        SpeakerFile file = Read(OfTheIssue);
        NeighbourEntry peer = file.Neighbours[0];
        Assert.Multiple(() =>
        {
            Assert.That(file.Speaker.LocalAs, Is.EqualTo(new Asn(65000)));
            Assert.That(file.Speaker.RouterId.ToString(), Is.EqualTo("10.99.0.1"));
            Assert.That(file.Listen, Is.EqualTo(new[] { Endpoint("10.99.0.1", 179), Endpoint("fd99::1", 179) }));
            Assert.That(file.Originate.Select(p => p.ToString()), Is.EqualTo(new[] { "203.0.113.0/24" }));
            Assert.That(file.Control, Is.EqualTo("/run/router/bgp.sock"));
            Assert.That(peer.Peer.RemoteAddress.ToString(), Is.EqualTo("10.99.0.2"));
            Assert.That(peer.Peer.Passive, Is.True);
            Assert.That((peer.Import, peer.Export), Is.EqualTo((RouteChoice.None, RouteChoice.All)));
            Assert.That(peer.Peer.Families, Is.EqualTo(BgpFamilies.Both));
            Assert.That(peer.Peer.HoldTime, Is.EqualTo(180));
            Assert.That(peer.Peer.LocalAddress.ToString(), Is.EqualTo("10.99.0.1"), "the only one of its family");
            Assert.That(peer.Peer.NextHopIpv6.ToString(), Is.EqualTo("fd99::1"), "for IPv6 over a session of IPv4");
            Assert.That(peer.Peer.ErrorWaitMin, Is.EqualTo(Duration.FromSeconds(1)));
            Assert.That(peer.Peer.ErrorWaitMax, Is.EqualTo(Duration.FromSeconds(60)));
            Assert.That(file.Neighbours[1].Range.ToString(), Is.EqualTo("10.99.1.0/24"));
            Assert.That((file.Neighbours[1].Import, file.Neighbours[1].Export),
                Is.EqualTo((RouteChoice.Default, RouteChoice.Default)));
        });
    }

    [Test]
    public void A_file_that_is_read_again_speaks_of_the_addresses_in_use()
    {
        ConfigReport report = new();
        SpeakerFile file = SpeakerFileReader.Read("a.yaml",
            Short.Replace("10.99.0.1]", "10.99.0.9]", System.StringComparison.Ordinal), report,
            [Endpoint("10.99.0.1", 179)])!;
        Assert.Multiple(() =>
        {
            Assert.That(file.Listen, Is.EqualTo(new[] { Endpoint("10.99.0.9", 179) }), "for the next start");
            Assert.That(file.Neighbours[0].Peer.LocalAddress.ToString(), Is.EqualTo("10.99.0.1"));
        });
    }

    [Test]
    public void A_short_file_is_enough()
    {
        SpeakerFile file = Read(Short);
        Assert.Multiple(() =>
        {
            Assert.That(file.Speaker.RouterId.ToString(), Is.EqualTo("10.99.0.1"));
            Assert.That(file.Listen, Is.EqualTo(new[] { Endpoint("10.99.0.1", 179) }));
            Assert.That(file.Neighbours[0].Peer.Name, Is.EqualTo("10.99.0.2"));
            Assert.That(file.Neighbours[0].Peer.Families, Is.EqualTo(BgpFamilies.Ipv4Unicast));
            Assert.That(file.Neighbours[0].Peer.HoldTime, Is.EqualTo(90));
        });
    }

    [Test]
    public void Without_listen_it_is_every_address_of_both_families() =>
        Assert.That(Read("bgp: { asn: 1, routerId: 10.0.0.1 }").Listen,
            Is.EqualTo(new[] { Endpoint("0.0.0.0", 179), Endpoint("::", 179) }));

    [Test]
    public void Defaults_hold_for_neighbours_that_say_nothing_else()
    {
        SpeakerFile file = Read(
            """
            bgp:
              asn: 65000
              listen: [10.99.0.1]
              defaults: { asn: 65000, holdTime: 30s, import: none, families: [ipv4, ipv6], password: secret }
              neighbors:
                - address: 10.99.0.2
                - { address: fd99::3, asn: 4.1, import: all, families: [ipv6], ttlSecurity: 2, name: three }
            """);
        BgpPeerOptions two = file.Neighbours[0].Peer;
        BgpPeerOptions three = file.Neighbours[1].Peer;
        Assert.Multiple(() =>
        {
            Assert.That((two.RemoteAs, two.HoldTime, two.Families, two.Password),
                Is.EqualTo((new Asn(65000), (ushort)30, BgpFamilies.Both, "secret")));
            Assert.That((three.RemoteAs, three.HoldTime, three.Families, three.Password),
                Is.EqualTo((new Asn((4 << 16) + 1), (ushort)30, BgpFamilies.Ipv6Unicast, "secret")));
            Assert.That(file.Neighbours.Select(n => n.Import), Is.EqualTo(new[] { RouteChoice.None, RouteChoice.All }));

            // RFC 5082 §3: sent with 255; from two hops away 254 arrives.
            Assert.That((three.Ttl, three.MinTtl), Is.EqualTo(((byte)255, (byte)254)));
            Assert.That(three.Name, Is.EqualTo("three"));
        });
    }

    [TestCase("10.99.0.1", "10.99.0.1", 179)]
    [TestCase("10.99.0.1:1790", "10.99.0.1", 1790)]
    [TestCase("fd99::1", "fd99::1", 179)]
    [TestCase("[fd99::1]", "fd99::1", 179)]
    [TestCase("[fd99::1]:1790", "fd99::1", 1790)]
    [TestCase("[::]:179", "::", 179)]
    public void Listen_addresses(string text, string address, int port)
    {
        Assert.That(SpeakerFormats.Listen.TryParse(text, out TcpEndpoint endpoint), Is.True);
        Assert.That(endpoint, Is.EqualTo(Endpoint(address, port)));
    }

    [TestCase("")]
    [TestCase(":179")]
    [TestCase("10.99.0.1:")]
    [TestCase("10.99.0.1:0")]
    [TestCase("10.99.0.1:65536")]
    [TestCase("[10.99.0.1]:179")]
    [TestCase("[fd99::1:179")]
    [TestCase("[fd99::1]179")]
    [TestCase("host:179")]
    public void What_is_no_listen_address(string text) =>
        Assert.That(SpeakerFormats.Listen.TryParse(text, out _), Is.False);

    [TestCase("", "a.yaml: the file is empty; expected one mapping with the key bgp, and perhaps control and log")]
    [TestCase("- a", "a.yaml:1:1: found a list; expected one mapping with the key bgp, and perhaps control and log")]
    [TestCase("log: info",
        "a.yaml:1:1: 'bgp' is missing; expected bgp: { asn: 65000, routerId: 192.0.2.1, neighbors: [...] }")]
    [TestCase("bgp: { asn: 0, routerId: 1.1.1.1 }",
        "a.yaml:1:13: bgp: 'asn' is '0'; expected an AS number from 1 to 4294967295, such as 64512 or 1.10")]
    [TestCase("bgp: { asn: 1 }",
        "a.yaml:1:6: bgp: 'routerId' is missing; expected routerId: a router ID such as 192.0.2.1, other than 0.0.0.0")]
    [TestCase("bgp: { asn: 1, routerId: 1.1.1.1, listen: [10.0.0.1, '10.0.0.1:179'] }",
        "a.yaml:1:43: listen: 10.0.0.1:179 twice; expected each address once")]
    [TestCase("bgp: { asn: 1, routerId: 1.1.1.1, originate: [10.0.0.1/24] }",
        "a.yaml:1:47: bgp: 'originate' is '10.0.0.1/24'; expected a prefix such as 192.0.2.0/24 or 2001:db8::/32 with "
        + "zero host bits")]
    [TestCase("bgp: { asn: 1, routerId: 1.1.1.1, neighbours: [] }",
        "a.yaml:1:35: bgp: unknown key 'neighbours', did you mean 'neighbors'?; expected one of asn, routerId, "
        + "clusterId, listen, errorHold, multipath, alwaysCompareMed, defaults, neighbors, originate, "
        + "aggregate, policy")]
    public void Mistakes(string text, string expected) => Assert.That(Errors(text), Is.EqualTo(new[] { expected }));

    [TestCase("{ asn: 2 }",
        "neighbor ?: neither 'address' nor 'range'; expected address: 192.0.2.2, or range: 192.0.2.0/24 for "
        + "whoever comes from there")]
    [TestCase("{ address: 10.0.0.2, range: 10.0.0.0/24, asn: 2 }",
        "neighbor 10.0.0.2: both 'address' and 'range'; expected address: 192.0.2.2, or range: 192.0.2.0/24 for "
        + "whoever comes from there")]
    [TestCase("{ address: 10.0.0.2 }", "neighbor 10.0.0.2: 'asn' is missing; expected asn: 65001, here or in defaults")]
    [TestCase("{ address: 10.0.0.2, asn: 2, holdTime: 2s }",
        "neighbor 10.0.0.2: 'holdTime' is '2s'; expected whole seconds: 0s, or 3s to 65535s")]
    [TestCase("{ address: 10.0.0.2, asn: 2, holdTime: 3500ms }",
        "neighbor 10.0.0.2: 'holdTime' is '3500ms'; expected whole seconds: 0s, or 3s to 65535s")]
    [TestCase("{ address: 10.0.0.2, asn: 2, import: some }",
        "neighbor 10.0.0.2: import: no filter 'some' in 'policy'; expected all, none or the name of a filter in "
        + "'policy'")]
    [TestCase("{ address: 10.0.0.2, asn: 2, ttl: 10, ttlSecurity: true }",
        "neighbor 10.0.0.2: 'ttl' beside 'ttlSecurity'; expected one of them: ttlSecurity sends with 255")]
    [TestCase("{ address: fe80::1, asn: 2 }",
        "neighbor fe80::1: fe80::1 is on every link; expected interface: eth0 beside it")]
    [TestCase("{ address: 10.0.0.2, asn: 2, localAddress: 'fd99::1' }",
        "neighbor 10.0.0.2: fd99::1 cannot reach 10.0.0.2; expected an address of the same family")]
    [TestCase("{ address: 10.0.0.2, asn: 2, limit: 5 }",
        "neighbor 10.0.0.2: 'limit' of a single neighbour; expected it beside 'range' alone")]
    [TestCase("{ range: 10.0.0.0/24, asn: 2, name: x }",
        "neighbor x: 'name' of a range; expected no name: its peers are called by their addresses")]
    [TestCase("{ range: 10.0.0.0/24, asn: 2, passive: false }",
        "neighbor 10.0.0.0/24: a range that is not passive; expected passive: true, "
        + "or nothing: a range cannot be dialled")]
    [TestCase("{ address: 10.0.0.2, asn: 2, families: [] }",
        "neighbor 10.0.0.2: no family; expected one of ipv4, ipv6, or both")]
    [TestCase("{ address: 10.0.0.2, asn: 2 }, { address: 10.0.0.2, asn: 3 }",
        "neighbor 10.0.0.2: the address 10.0.0.2 stands twice; expected one neighbour for each address")]
    [TestCase("{ range: 10.0.0.0/24, asn: 2 }, { range: 10.0.0.0/24, asn: 3 }",
        "neighbor 10.0.0.0/24: the range 10.0.0.0/24 stands twice; expected each range once")]
    public void Mistakes_of_neighbours(string neighbours, string expected)
    {
        string[] errors = Errors($"bgp: {{ asn: 1, routerId: 1.1.1.1, neighbors: [{neighbours}] }}");
        Assert.That(errors, Has.Length.EqualTo(1));
        Assert.That(errors[0], Does.Match("^a\\.yaml:1:[0-9]+: ").And.EndsWith(": " + expected));
    }

    [Test]
    public void A_password_longer_than_the_kernel_takes_is_refused()
    {
        string text = $"bgp: {{ asn: 1, routerId: 1.1.1.1, defaults: {{ password: {new string('x', 81)} }} }}";
        Assert.That(Errors(text).Single(), Does.EndWith("expected a password of 1 to 80 octets"));
    }

    [Test]
    public void Filters_and_aggregates_are_named_by_neighbours()
    {
        SpeakerFile file = Read("""
            bgp:
              asn: 1
              routerId: 1.1.1.1
              policy: { in: { rules: [{ prefix: 10.0.0.0/8+, action: accept }] } }
              aggregate: [203.0.113.0/24, { prefix: 2001:db8::/32, summaryOnly: true }]
              neighbors: [{ address: 192.0.2.2, asn: 2, import: in }]
            """);
        Assert.That(file.Neighbours[0].Import.Name, Is.EqualTo("in"));
        Assert.That(file.Policy.Filters.Single().Filter.Name, Is.EqualTo("in"));
        Assert.That(file.Aggregates.Select(a => (a.Prefix.ToString(), a.SummaryOnly)),
            Is.EqualTo(new[] { ("203.0.113.0/24", false), ("2001:db8::/32", true) }));
        Assert.That(Errors("bgp: { asn: 1, routerId: 1.1.1.1, neighbors: [{ address: 1.1.1.2, asn: 2, export: out }] }")
            .Single(), Does.Contain("no filter 'out' in 'policy'"));
    }

    [Test]
    public void The_schema_lists_the_readers_keys()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs/schema/bgp.json")));
        JsonElement defs = schema.RootElement.GetProperty("$defs");
        Assert.Multiple(() =>
        {
            Assert.That(KeysOf(schema.RootElement), Is.EquivalentTo(SpeakerKeys.Top));
            Assert.That(KeysOf(defs.GetProperty("bgp")), Is.EquivalentTo(SpeakerKeys.Bgp));
            Assert.That(KeysOf(defs.GetProperty("filter")), Is.EquivalentTo(PolicyReader.FilterKeys));
            Assert.That(KeysOf(defs.GetProperty("rule")), Is.EquivalentTo(PolicyReader.RuleKeys));
            Assert.That(KeysOf(defs.GetProperty("settings")), Is.EquivalentTo(NeighbourKeys.SharedNames));
            Assert.That(KeysOf(defs.GetProperty("neighbor")),
                Is.EquivalentTo(NeighbourKeys.Own.Select(static key => key.Name)));
            Assert.That(schema.RootElement.GetProperty("additionalProperties").GetBoolean(), Is.False);
            Assert.That(defs.GetProperty("bgp").GetProperty("additionalProperties").GetBoolean(), Is.False);
            Assert.That(defs.GetProperty("neighbor").GetProperty("unevaluatedProperties").GetBoolean(), Is.False);
        });
    }

    [Test]
    public void The_schema_has_the_words_that_the_reader_takes()
    {
        using JsonDocument schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root(), "docs/schema/bgp.json")));
        JsonElement defs = schema.RootElement.GetProperty("$defs");
        JsonElement settings = defs.GetProperty("settings").GetProperty("properties");
        foreach (JsonProperty key in settings.EnumerateObject().Where(k => k.Value.TryGetProperty("enum", out _)))
        {
            foreach (JsonElement word in key.Value.GetProperty("enum").EnumerateArray())
            {
                string value = word.GetString()!;
                Assert.That(
                    Errors($"bgp: {{ asn: 1, routerId: 1.1.1.1, defaults: {{ {key.Name}: {value} }} }}"), Is.Empty);
            }
        }
    }

    private static TcpEndpoint Endpoint(string address, int port) => new(IpAddress.Parse(address), (ushort)port);

    private static SpeakerFile Read(string text)
    {
        var report = new ConfigReport();
        SpeakerFile? file = SpeakerFileReader.Read("a.yaml", text, report);
        Assert.That(report.Errors, Is.Empty);
        return file!;
    }

    private static string[] Errors(string text)
    {
        var report = new ConfigReport();
        SpeakerFile? file = SpeakerFileReader.Read("a.yaml", text, report);
        Assert.That(file is null, Is.EqualTo(report.HasErrors));
        return [.. report.Errors.Select(static error => error.ToString())];
    }

    private static IEnumerable<string> KeysOf(JsonElement at) =>
        at.GetProperty("properties").EnumerateObject().Select(static property => property.Name);

    private static string Root()
    {
        string? folder = TestContext.CurrentContext.TestDirectory;
        while (!File.Exists(Path.Combine(folder!, "Router.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder!;
    }
}
