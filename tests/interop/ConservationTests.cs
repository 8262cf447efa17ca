using System.Text.Json;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// Every frame that a generator sent comes out of the board in order and whole, or is in one counter: the cable's, the
/// driver's, the board's or the sink's own.
/// </summary>
[NonParallelizable]
[TestFixture("kind: packet", 0, TestName = "Packet slots")]
[TestFixture("kind: packet, ring: blocks", 0, TestName = "Packet blocks")]
[TestFixture("kind: xdp", 0, TestName = "AF_XDP")]
[TestFixture("kind: packet", 2, TestName = "Packet slots, two workers")]
[TestFixture("kind: xdp", 2, TestName = "AF_XDP, two workers")]
public sealed class ConservationTests(string nic, int workers)
{
    private TestTraffic _traffic = null!;

    [OneTimeSetUp]
    public void Build() => _traffic = new TestTraffic(nic, workers);

    // Null when Build failed.
    [OneTimeTearDown]
    public void TearDown() => _traffic?.Dispose();

    [TestCase("--rate", "5000", "--burst", "1", "--seconds", "1")]
    [TestCase("--rate", "0", "--burst", "64", "--seconds", "1", Description = "more than any router takes")]
    [TestCase("--rate", "20000", "--burst", "8", "--seconds", "1", "--size", "1514")]
    public void Sent_is_received_and_counted_losses(params string[] load)
    {
        long before = _traffic.CountedLosses;
        JsonElement report = _traffic.Generate(load);
        long counted = _traffic.CountedLosses - before + report.GetProperty("sinkDropped").GetInt64();
        long sent = report.GetProperty("sent").GetInt64();
        long received = report.GetProperty("received").GetInt64();
        Assert.Multiple(() =>
        {
            Assert.That(received, Is.Positive);
            Assert.That(received + counted, Is.EqualTo(sent), () => $"{report}\n{_traffic.Log}");
            Assert.That(report.GetProperty("lost").GetInt64(), Is.EqualTo(counted));
            foreach (string fault in new[] { "duplicates", "reordered", "tooLate", "corrupt" })
            {
                Assert.That(report.GetProperty(fault).GetInt64(), Is.Zero, fault);
            }
        });
    }
}
