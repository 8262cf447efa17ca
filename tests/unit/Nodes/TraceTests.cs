using System;
using NUnit.Framework;

namespace Router.Tests.Nodes;

/// <summary>
/// <c>lab trace</c> tells the walk-through's reasoning: which line matched where and why, what was added and removed,
/// the way back, and 64, 63, 62.
/// </summary>
public sealed class TraceTests
{
    [Test]
    public void Through_the_tunnel()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("trace pod2 pod1");
        Assert.That(exitCode, Is.Zero);
        AssertTells(
            text,
            "the request",
            "pod2    sends     172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 64, DF, 84 octets",
            "matches   default via 169.254.1.1 dev eth0",
            "nothing more specific matches",
            "transmits on eth0",
            "at ee:ee:ee:ee:ee:ee, ttl 64",
            "node02  receives  on cali0f418edccea: 172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, "
                + "ttl 64",
            "matches   172.173.55.0/26 via 192.168.101.201 dev tunl0 proto bird onlink",
            "for 172.173.55.45: 26 bits match, more than default",
            "adds      outer header 192.168.101.202 (node02) > 192.168.101.201 (node01), protocol 4 (IPIP), ttl 63, "
                + "DF, 104 octets",
            "around 172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 63",
            "transmits on ens33",
            "outer ttl 63, inner ttl 63",
            "node01  receives  on ens33: 192.168.101.202 (node02) > 192.168.101.201 (node01), protocol 4 (IPIP), ttl "
                + "63",
            "matches   local 192.168.101.201 dev ens33",
            "removes   the outer header",
            "172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 63",
            "matches   172.173.55.45 dev cali099f6bce604 scope link",
            "for 172.173.55.45: 32 bits match, more than 172.173.55.0/26 and default",
            "transmits on cali099f6bce604",
            "ttl 62",
            "pod1    receives  on eth0: 172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 62",
            "matches   local 172.173.55.45 dev eth0",
            "delivers  to itself",
            "TTL: pod2 64 -> node02 64 -> node01 63 -> pod1 62",
            "the way back",
            "pod1    sends     172.173.55.45 (pod1) > 172.165.231.156 (pod2), ICMP echo reply, ttl 64",
            "matches   default via 169.254.1.1 dev eth0",
            "node01  receives  on cali099f6bce604: 172.173.55.45 (pod1) > 172.165.231.156 (pod2), ICMP echo reply, "
                + "ttl 64",
            "matches   172.165.231.128/26 via 192.168.101.202 dev tunl0 proto bird onlink",
            "adds      outer header 192.168.101.201 (node01) > 192.168.101.202 (node02), protocol 4 (IPIP), ttl 63",
            "node02  receives  on ens33",
            "removes   the outer header",
            "matches   172.165.231.156 dev cali0f418edccea scope link",
            "pod2    receives  on eth0: 172.173.55.45 (pod1) > 172.165.231.156 (pod2), ICMP echo reply, ttl 62",
            "delivers  to itself",
            "TTL: pod1 64 -> node01 64 -> node02 63 -> pod2 62");
    }

    [Test]
    public void Without_the_tunnel()
    {
        (int exitCode, string text) = TestLab.Ready("walkthrough-bgp").Execute("trace pod2 pod1");
        Assert.That(exitCode, Is.Zero);
        Assert.That(text, Does.Not.Contain("tunl0"));
        Assert.That(text, Does.Not.Contain("outer"));
        AssertTells(
            text,
            "pod2    sends     172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 64",
            "matches   default via 169.254.1.1 dev eth0",
            "node02  receives  on cali0f418edccea",
            "matches   172.173.55.0/26 via 192.168.101.201 dev ens33 proto bird",
            "transmits on ens33",
            "ttl 63",
            "node01  receives  on ens33: 172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 63",
            "matches   172.173.55.45 dev cali099f6bce604 scope link",
            "pod1    receives  on eth0",
            "TTL: pod2 64 -> node02 64 -> node01 63 -> pod1 62",
            "the way back",
            "TTL: pod1 64 -> node01 64 -> node02 63 -> pod2 62");
    }

    [Test]
    public void Across_subnets_the_router_sees_the_outer_header_alone()
    {
        (int exitCode, string text) = TestLab.Ready("crosssubnet").Execute("trace pod2 pod1");
        Assert.That(exitCode, Is.Zero);
        AssertTells(
            text,
            "node02  receives  on cali0f418edccea",
            "adds      outer header 192.168.102.202 (node02) > 192.168.101.201 (node01), protocol 4 (IPIP), ttl 63",
            "gw      receives  on eth1: 192.168.102.202 (node02) > 192.168.101.201 (node01), protocol 4 (IPIP), ttl 63",
            "matches   192.168.101.0/24 dev eth0",
            "outer ttl 62, inner ttl 63",
            "node01  receives  on ens33",
            "pod1    receives  on eth0: 172.165.231.156 (pod2) > 172.173.55.45 (pod1), ICMP echo request, ttl 62");
    }

    [Test]
    public void A_packet_that_is_dropped_ends_with_the_reason_and_fails()
    {
        TestLab lab = TestLab.Ready();
        (int exitCode, string text) = lab.Execute("trace pod2 172.165.231.180");
        Assert.That(exitCode, Is.EqualTo(1));
        AssertTells(
            text,
            "node02  receives  on cali0f418edccea",
            "matches   blackhole 172.165.231.128/26 proto bird",
            "drops     reason blackhole",
            "no reply came back");
    }

    [Test]
    public void Nobody_listens_any_more_when_a_trace_is_over()
    {
        TestLab lab = TestLab.Ready();
        lab.Execute("trace pod2 pod1");
        foreach (Router.Lab.Engine.LabHost host in lab.Lab.Hosts)
        {
            Assert.That(host.Host.Core.Tracer, Is.Null);
        }

        Assert.That(lab.Execute("trace pod2").ExitCode, Is.EqualTo(2));
        Assert.That(lab.Execute("trace pod2 pod9").ExitCode, Is.EqualTo(2));
    }

    // Each piece after the one before it.
    private static void AssertTells(string text, params string[] pieces)
    {
        int at = 0;
        foreach (string piece in pieces)
        {
            int found = text.IndexOf(piece, at, StringComparison.Ordinal);
            Assert.That(found, Is.GreaterThanOrEqualTo(0), $"'{piece}' is not told, or not there, in:\n{text}");
            at = found + piece.Length;
        }
    }
}
