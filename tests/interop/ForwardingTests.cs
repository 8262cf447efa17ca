using System;
using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// A kernel's own TCP and UDP through the board, by each way that frames come and go, beside the same through a kernel.
/// The senders leave checksums and segmentation to a card that is not there; the receivers verify.
/// AF_XDP takes root of the machine itself: in a user namespace these tests fail with the board's remedy.
/// </summary>
[NonParallelizable]
[TestFixture(10)]
[TestFixture(60, Category = "Long")]
public sealed class ForwardingTests(int seconds)
{
    private const int Segment = 1448;
    private double _kernelShare;

    /// <summary>What the kernel, forwarding between the same hosts, makes the sender repeat.</summary>
    [OneTimeSetUp]
    public void MeasureTheKernel()
    {
        using ForwardingPath path = new(nic: null);
        _kernelShare = RetransmittedShare(path.Iperf(seconds / 2));
    }

    [TestCase("kind: packet", 0)]
    [TestCase("kind: packet, ring: blocks", 0, Category = "Long")]
    [TestCase("kind: xdp", 0)]
    [TestCase("kind: packet", 2)]
    [TestCase("kind: xdp", 2)]
    public void A_kernels_tcp_and_udp_cross_the_board_unharmed(string nic, int workers)
    {
        using ForwardingPath path = new(nic, workers);

        // Several flows, for both workers to have some.
        JsonElement tcp = path.Iperf(seconds, workers > 0 ? ["-P", "4"] : []);
        double share = RetransmittedShare(tcp);
        double rate = tcp.GetProperty("sum_received").GetProperty("bits_per_second").GetDouble();
        JsonElement udp = path.Iperf(seconds, "-u", "-b", "50M", "-l", "1400").GetProperty("sum");
        TestContext.Out.WriteLine(FormattableString.Invariant(
            $"{nic}, {workers} workers: {rate / 1e6:F0} Mbit/s, {share:P3} retransmitted ")
            + FormattableString.Invariant($"(kernel {_kernelShare:P3}); UDP {udp}"));
        Assert.Multiple(() =>
        {
            Assert.That(share, Is.LessThanOrEqualTo(_kernelShare + 0.01), path.Picture);
            Assert.That(udp.GetProperty("lost_percent").GetDouble(), Is.LessThanOrEqualTo(1), path.Picture);
            Assert.That(path.BadChecksums(), Is.Zero, "wrong checksums at the hosts");
        });
    }

    [Test]
    public void Root_of_a_user_namespace_is_told_what_xdp_needs()
    {
        using Scratch scratch = new();
        scratch.Write("cluster.yaml", Cluster.Resources(Cluster.Node01));
        scratch.Write("run.yaml",
            "node: node02\nports:\n- { name: left, nic: { kind: xdp, interface: fw0 }, "
            + "addresses: [192.168.101.202/24] }\ncalico: [cluster.yaml]\n");
        ProcessResult run = Run.Try("unshare", ["-Urn", "sh", "-c",
            "PATH=$PATH:/usr/sbin:/sbin; ip link add fw0 type veth "
            + $"peer name far0 && exec {RouterBoard.Program} run {scratch.PathOf("run.yaml")}"]);
        Assert.That(run.ExitCode, Is.EqualTo(1), run.Both);
        Assert.That(run.Both, Does.Contain("port left: fw0:").And.Contain("CAP_BPF").And.Contain("run as root"));
    }

    private static double RetransmittedShare(JsonElement end)
    {
        JsonElement sent = end.GetProperty("sum_sent");
        double segments = sent.GetProperty("bytes").GetDouble() / Segment;
        Assert.That(segments, Is.Positive, "nothing was sent");
        return sent.GetProperty("retransmits").GetDouble() / segments;
    }
}
