using System.Linq;
using System.Text.Json;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Nodes;

/// <summary>Ping and traceroute as iputils and the common traceroute behave, over the walk-through.</summary>
public sealed class PingTests
{
    [Test]
    public void Prints_iputils_lines_with_ttl_62_and_succeeds()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("ping pod2 pod1 -c 4");
        string[] lines = text.Split('\n');
        Assert.That(exitCode, Is.Zero);
        Assert.That(lines[0], Is.EqualTo("PING 172.173.55.45 (172.173.55.45) 56(84) bytes of data."));
        for (int i = 1; i <= 4; i++)
        {
            Assert.That(lines[i], Does.Match($@"^64 bytes from 172\.173\.55\.45: icmp_seq={i} ttl=62 "
                + @"time=\d+(\.\d+)? ms$"));
        }

        Assert.That(lines[5], Is.Empty);
        Assert.That(lines[6], Is.EqualTo("--- 172.173.55.45 ping statistics ---"));
        Assert.That(lines[7], Does.Match(@"^4 packets transmitted, 4 received, 0% packet loss, time 30\d\dms$"));
        Assert.That(lines[8], Does.Match(@"^rtt min/avg/max/mdev = \d+\.\d{3}/\d+\.\d{3}/\d+\.\d{3}/\d+\.\d{3} ms$"));
    }

    [Test]
    public void Any_loss_fails()
    {
        string yaml = TestLab.WithoutChecks("walkthrough") + """
            faults:
              - { at: 6500ms, link: node01:ens33, carrier: down, for: 1s }
            """;
        TestLab lab = TestLab.Ready(yaml, 5);
        (int exitCode, string text) = lab.Execute("ping pod2 pod1 -c 4");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Match(@"4 packets transmitted, 3 received,( \+1 errors,)? 25% packet loss, time"));
    }

    [Test]
    public void An_unknown_pod_address_is_blackholed_and_all_is_lost()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("ping pod2 172.165.231.180 -c 2 -W 1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("2 packets transmitted, 0 received, 100% packet loss"));
        Assert.That(text, Does.EndWith("ms\n\n"), "iputils ends with an empty line when nothing came back");
    }

    [Test]
    public void A_host_that_does_not_answer_is_reported_by_the_node_before_it()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("ping pod2 192.168.101.77 -c 1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Match(@"From 192\.168\.101\.202 icmp_seq=1 Destination Host Unreachable"));
        Assert.That(text, Does.Contain("1 packets transmitted, 0 received, +1 errors, 100% packet loss"));
    }

    [Test]
    public void No_route_at_all_is_net_unreachable()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("ping node02 8.8.8.8 -c 1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("From 192.168.101.1 icmp_seq=1 Destination Net Unreachable"));
    }

    [Test]
    public void A_ttl_that_runs_out_is_reported_from_where_it_did()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("ping pod2 pod1 -c 1 -t 1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("icmp_seq=1 Time to live exceeded"));
        Assert.That(text, Does.Contain("From 192.168.101.202 "));
    }

    [Test]
    public void Too_long_for_the_own_interface_never_leaves()
    {
        // The walk-through's pods have an MTU of 1440: 1413 octets of data and 28 of headers are one too many.
        TestLab lab = TestLab.Ready();
        (int exitCode, string text) = lab.Execute("ping pod2 pod1 -c 1 -s 1413");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("ping: local error: message too long, mtu: 1440\n"));
        Assert.That(lab.Execute("ping pod2 pod1 -c 1 -s 1412").ExitCode, Is.Zero);
        Assert.That(lab.Execute("ping pod2 pod1 -c 1 -s 1413 -M dont").ExitCode, Is.Zero);
    }

    [Test]
    public void Too_long_for_the_tunnel_is_answered_with_1480_and_then_known()
    {
        string yaml = TestLab.Shipped().Replace("mtu: 1440", "mtu: 1500", System.StringComparison.Ordinal);
        TestLab lab = TestLab.Ready(yaml, 5);
        (int exitCode, string text) = lab.Execute("ping pod2 pod1 -c 2 -s 1453");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain("From 192.168.101.202 icmp_seq=1 Frag needed and DF set (mtu = 1480)"));
        Assert.That(text, Does.Contain("ping: local error: message too long, mtu: 1480"),
            "RFC 1191: the sender remembers");
        Assert.That(lab.Execute("ping pod2 pod1 -c 1 -s 1452").ExitCode, Is.Zero);
        Assert.That(lab.Execute("ping pod2 pod1 -c 1 -s 1453 -M dont").ExitCode, Is.Zero);
    }

    [Test]
    public void Json_has_what_the_text_has()
    {
        JsonElement ping = TestLab.Ready().Json("ping pod2 pod1 -c 3 -o json");
        Assert.That(ping.GetProperty("transmitted").GetInt32(), Is.EqualTo(3));
        Assert.That(ping.GetProperty("received").GetInt32(), Is.EqualTo(3));
        Assert.That(ping.GetProperty("replies").EnumerateArray().Select(reply => reply.GetProperty("ttl").GetInt32()),
            Is.EqualTo(new[] { 62, 62, 62 }));
    }

    [Test]
    public void Names_that_are_not_there_are_refused_with_those_that_are()
    {
        TestLab lab = TestLab.Ready();
        (int exitCode, string text) = lab.Execute("ping pod9 pod1");
        Assert.That((exitCode, text), Is.EqualTo((2,
            "there is no node or pod named 'pod9' here; there are master, node01, node02, gw, pod1, pod2\n")));
        (exitCode, text) = lab.Execute("ping pod2 pod9 -c 1");
        Assert.That(exitCode, Is.EqualTo(2));
        Assert.That(text, Does.StartWith("ping: 'pod9' is not an IPv4 address"));
        Assert.That(text, Does.EndWith("names here: master, node01, node02, gw, pod1, pod2\n"));
        Assert.That(lab.Execute("ping pod2 pod1 -c 0").ExitCode, Is.EqualTo(2));
    }

    [Test]
    public void An_endless_ping_ends_with_a_summary_when_it_is_interrupted()
    {
        TestLab lab = TestLab.Ready();
        Router.Node.Console.ConsoleJob job = lab.Start("ping pod2 pod1");
        lab.RunTo(8.5);
        var text = new System.Text.StringBuilder();
        Assert.That(job.Poll(lab.Simulation.Now, text), Is.False);
        job.Cancel();
        Assert.That(job.Poll(lab.Simulation.Now, text), "ends at once, not when the next request is due");
        Assert.That(Regex.Matches(text.ToString(), "ttl=62"), Has.Count.EqualTo(4));
        Assert.That(text.ToString(), Does.Contain("4 packets transmitted, 4 received, 0% packet loss"));
        Assert.That(job.ExitCode, Is.Zero);
    }

    [Test]
    public void Traceroute_sees_both_nodes_and_no_hop_inside_the_tunnel()
    {
        (int exitCode, string text) = TestLab.Ready().Execute("exec pod2 traceroute 172.173.55.45");
        Assert.That(exitCode, Is.Zero);
        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.That(lines[0], Is.EqualTo("traceroute to 172.173.55.45 (172.173.55.45), 30 hops max, 60 byte packets"));
        const string Times = @"(  \d+\.\d{3} ms){3}$";
        Assert.That(lines[1], Does.Match(@"^ 1  192\.168\.101\.202" + Times));
        Assert.That(lines[2], Does.Match(@"^ 2  (172\.173\.55\.0|192\.168\.101\.201)" + Times));
        Assert.That(lines[3], Does.Match(@"^ 3  172\.173\.55\.45" + Times));
        Assert.That(lines, Has.Length.EqualTo(4));
    }

    [Test]
    public void Traceroute_marks_what_is_unreachable_and_fails()
    {
        TestLab lab = TestLab.Ready();
        (int exitCode, string text) = lab.Execute("exec node02 traceroute 8.8.8.8 -w 1");
        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(text, Does.Contain(" !N"));
        JsonElement json = lab.Json("exec node02 traceroute 8.8.8.8 -w 1 -o json");
        Assert.That(json.GetProperty("reached").GetBoolean(), Is.False);
        Assert.That(lab.Execute("exec pod2 traceroute").ExitCode, Is.EqualTo(2));
    }
}
