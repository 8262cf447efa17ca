using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Pod to pod through IPIP with a Linux kernel as node01. The last fixture puts another kernel in our board's place:
/// what these tests expect of the board, with workers or without, is what the kernel does.
/// </summary>
[NonParallelizable]
[TestFixture(false, 0, TestName = "Board")]
[TestFixture(false, 2, TestName = "Board with two workers")]
[TestFixture(true, 0, TestName = "Kernel")]
public sealed class TunnelTests(bool kernelAsNode02, int workers)
{
    private TunnelPair _pair = null!;

    [OneTimeSetUp]
    public void Build()
    {
        _pair = new TunnelPair(kernelAsNode02, workers);
        TestContext.Out.WriteLine($"kernel booted in {_pair.Node01.Vm.BootTime.TotalSeconds:F1} s");
    }

    // Null when Build failed.
    [OneTimeTearDown]
    public void TearDown() => _pair?.Dispose();

    [Test]
    public void Pod01_reaches_pod02() =>
        Ping.AssertAnswered(_pair.PingFromPod01($"-c 20 -i 0.05 {Cluster.Pod02}"), 20, 62);

    [Test]
    public void Pod02_reaches_pod01() =>
        Ping.AssertAnswered(_pair.PingFromPod02($"-c 20 -i 0.05 {Cluster.Pod01}"), 20, 62);

    [TestCase("do", 1)]
    [TestCase("dont", 0)]
    public void A_packet_that_fits_goes_whole_with_ttl_and_df_copied(string discovery, int df)
    {
        using WireCapture wire = _pair.Capture();

        // IP length 1400 = 20 + 8 + 1372.
        Ping.AssertAnswered(_pair.PingFromPod02($"-c 3 -i 0.2 -M {discovery} -s 1372 {Cluster.Pod01}"), 3, 62);
        wire.Stop();
        Assert.That(
            wire.Count("icmp.type == 8 && ip.src#1 == 192.168.101.202 && ip.dst#1 == 192.168.101.201"
                + " && ip.len#1 == 1420 && ip.ttl#1 == 63 && ip.ttl#2 == 63 && ip.dsfield#1 == 0"
                + $" && ip.flags.df#1 == {df} && ip.flags.df#2 == {df} && ip.checksum.status#1 == 1"),
            Is.EqualTo(3));
    }

    [Test]
    public void One_byte_too_many_with_df_is_answered_with_the_tunnels_mtu()
    {
        using WireCapture wire = _pair.Capture();

        // IP length 1481 = 20 + 8 + 1453; the tunnel takes 1480.
        ProcessResult ping = _pair.PingFromPod02($"-c 1 -W 3 -M do -s 1453 {Cluster.Pod01}");
        wire.Stop();
        Assert.Multiple(() =>
        {
            // RFC 1191 §4: type 3 code 4 carries the next hop's MTU.
            Assert.That(ping.Both, Does.Contain("Frag needed and DF set (mtu = 1480)"));
            Assert.That(wire.Count("ip.proto == 4 && icmp"), Is.Zero, "nothing of it was sent");
        });
    }

    [Test]
    public void One_byte_too_many_without_df_is_fragmented_before_encapsulation()
    {
        using WireCapture wire = _pair.Capture();
        Ping.AssertAnswered(_pair.PingFromPod02($"-c 3 -i 0.2 -M dont -s 1453 {Cluster.Pod01}"), 3, 62);
        wire.Stop();
        const string Sent =
            "ip.proto#1 == 4 && ip.src#1 == 192.168.101.202 && ip.flags.mf#1 == 0 && ip.frag_offset#1 == 0";
        Assert.Multiple(() =>
        {
            Assert.That(wire.Count(Sent + " && ip.flags.mf#2 == 1 && ip.frag_offset#2 == 0"), Is.EqualTo(3));
            Assert.That(wire.Count(Sent + " && ip.flags.mf#2 == 0 && ip.frag_offset#2 > 0"), Is.EqualTo(3));
            Assert.That(wire.Count("ip.src#1 == 192.168.101.202 && ip.len#1 > 1500"), Is.Zero);
        });
    }

    [TestCase(1372)]
    [TestCase(1453, Description = "node01 fragments on the way in, node02 on the way back")]
    public void Pod01_gets_long_packets_through(int size) =>
        Ping.AssertAnswered(_pair.PingFromPod01($"-c 3 -i 0.2 -M dont -s {size} {Cluster.Pod02}"), 3, 62);

    [TestCase("", Description = "pod02 sends")]
    [TestCase("-R", Description = "pod01 sends")]
    public void Tcp_runs_through_the_tunnel_for_ten_seconds(string direction)
    {
        using WireCapture wire = _pair.Capture();
        // Its parent ends before it listens: port 5201 is 1451 in the kernel's table, LISTEN is 0A.
        _pair.Node01.InPod(
            "iperf3 -s -1 -D; until grep -q \":1451 .* 0A \" /proc/net/tcp /proc/net/tcp6; do sleep 0.1; done").Must();

        // The rate keeps the capture, of which every checksum is verified, at some 60 MB.
        ProcessResult client = _pair.Node02.InPod($"iperf3 -c {Cluster.Pod01} -t 10 -b 40M {direction}", 90);
        wire.Stop();
        client.Must();
        Assert.Multiple(() =>
        {
            // "Good" shows that checksums are looked at.
            Assert.That(
                wire.Count("ip.proto == 4 && tcp.port == 5201 && tcp.len > 0 && tcp.checksum.status == \"Good\""),
                Is.GreaterThan(1000));

            // At its end iperf3 closes without reading the rest, which a kernel tells with a reset
            // (RFC 2525 §2.17): a machine that cannot keep the rate has a rest.
            Assert.That(
                wire.Count("tcp.port == 5201 && tcp.flags.reset == 1 && tcp.time_relative < 10"), Is.Zero, "resets");

            Assert.That(
                wire.Count("ip.checksum.status == \"Bad\" || tcp.checksum.status == \"Bad\""), Is.Zero, "checksums");
        });
    }
}
