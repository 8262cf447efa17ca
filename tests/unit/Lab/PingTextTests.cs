using System.Globalization;
using System.IO;
using NUnit.Framework;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Tests.Lab;

/// <summary>
/// What iputils prints. Formats and arithmetic are those of gather_statistics() and finish() in ping/ping_common.c of
/// iputils; expected numbers are worked out by hand from them.
/// </summary>
public sealed class PingTextTests
{
    private static readonly Ipv4Address s_pod1 = Ipv4Address.Parse("172.173.55.45");

    [Test]
    public void Four_replies_read_like_the_walk_through()
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        PingStatistics statistics = new();
        PingText.WriteHeader(output, "172.173.55.45", s_pod1, 56);
        int[] times = [498, 496, 455, 523];
        for (int i = 0; i < 4; i++)
        {
            statistics.OnSent();
            PingReply reply = new(s_pod1, i + 1, 62, 64, Duration.FromMicroseconds(times[i]));
            PingText.WriteReply(output, reply, !statistics.OnReply(reply));
        }

        statistics.Elapsed = Duration.FromMicroseconds(3_004_499);
        PingText.WriteSummary(output, "172.173.55.45", statistics);

        // Sum 1972, mean 493; squares 974,574 less 1972²/4 (972,196) is 2,378, a quarter of it 594, its whole root 24.
        Assert.That(output.ToString(), Is.EqualTo("""
            PING 172.173.55.45 (172.173.55.45) 56(84) bytes of data.
            64 bytes from 172.173.55.45: icmp_seq=1 ttl=62 time=0.498 ms
            64 bytes from 172.173.55.45: icmp_seq=2 ttl=62 time=0.496 ms
            64 bytes from 172.173.55.45: icmp_seq=3 ttl=62 time=0.455 ms
            64 bytes from 172.173.55.45: icmp_seq=4 ttl=62 time=0.523 ms

            --- 172.173.55.45 ping statistics ---
            4 packets transmitted, 4 received, 0% packet loss, time 3004ms
            rtt min/avg/max/mdev = 0.455/0.493/0.523/0.024 ms

            """));
    }

    [Test]
    public void Loss_errors_and_duplicates_are_told()
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        PingStatistics statistics = new();
        statistics.OnSent();
        statistics.OnSent();
        statistics.OnSent();
        PingReply reply = new(s_pod1, 2, 62, 64, Duration.FromMilliseconds(1));
        Assert.That(statistics.OnReply(reply), Is.True);
        Assert.That(statistics.OnReply(reply), Is.False);
        PingText.WriteReply(output, reply, duplicate: true);
        statistics.OnError(3);
        PingText.WriteError(output, Ipv4Address.Parse("169.254.1.1"), 3, PingErrors.Describe(3, 4, 1480));
        statistics.Elapsed = Duration.FromMicroseconds(2_000_500);
        PingText.WriteSummary(output, "pod1", statistics);
        Assert.That(output.ToString(), Is.EqualTo("""
            64 bytes from 172.173.55.45: icmp_seq=2 ttl=62 time=1.00 ms (DUP!)
            From 169.254.1.1 icmp_seq=3 Frag needed and DF set (mtu = 1480)

            --- pod1 ping statistics ---
            3 packets transmitted, 1 received, +1 duplicates, +1 errors, 66.6667% packet loss, time 2001ms
            rtt min/avg/max/mdev = 1.000/1.000/1.000/0.000 ms, pipe 2

            """));
    }

    [Test]
    public void Nothing_received_ends_with_a_blank_line()
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        PingStatistics statistics = new() { Elapsed = Duration.FromMilliseconds(1010) };
        statistics.OnSent();
        statistics.OnSent();
        PingText.WriteSummary(output, "pod1", statistics);
        Assert.That(output.ToString(), Is.EqualTo(
            "\n--- pod1 ping statistics ---\n2 packets transmitted, 0 received, 100% packet loss, time 1010ms\n\n"));
    }

    [TestCase(0, "0.000")]
    [TestCase(999, "0.999")]
    [TestCase(1000, "1.00")]
    [TestCase(1005, "1.01")]
    [TestCase(9994, "9.99")]
    [TestCase(9995, "10.0")]
    [TestCase(12_349, "12.3")]
    [TestCase(12_350, "12.4")]
    [TestCase(99_949, "99.9")]
    [TestCase(99_950, "100")]
    [TestCase(1_234_500, "1235")]
    public void Times_have_iputils_precision(int microseconds, string printed)
    {
        StringWriter output = new(CultureInfo.InvariantCulture);
        PingText.WriteReply(output, new PingReply(s_pod1, 1, 64, 64, Duration.FromMicroseconds(microseconds)), false);
        Assert.That(output.ToString(), Does.EndWith($" time={printed} ms\n"));
    }
}
