using NUnit.Framework;
using Router.Node;

namespace Router.Tests.Bfd;

/// <summary>The names are bird_exporter's, with its labels.</summary>
public sealed class BfdMetricsTests
{
    [Test]
    public void A_session_that_is_up()
    {
        BfdHarness session = BfdHarness.Up(tx: 250);
        string ours = BfdMetrics.Of(session.Engine);
        string birds = BfdMetrics.BirdOf(session.Engine, session.Now);
        const string Labels = "{interface=\"---\",ip=\"192.0.2.2\",name=\"bfd1\"}";
        Assert.Multiple(() =>
        {
            Assert.That(ours, Does.Contain("router_bfd_session_up{peer=\"192.0.2.2\",multihop=\"false\"} 1\n"));
            Assert.That(ours, Does.Contain("router_bfd_session_times_up_total{peer=\"192.0.2.2\""));
            Assert.That(birds, Does.Contain("bird_bfd_session_up" + Labels + " 1.000\n"));

            // RFC 5880 §6.8.4: three times what the peer sends at, and what we are ready to take.
            Assert.That(birds, Does.Contain("bird_bfd_session_timeout_seconds" + Labels + " 0.900\n"));
            Assert.That(birds, Does.Contain("bird_bfd_session_interval_seconds" + Labels + " 0.300\n"));
            Assert.That(birds, Does.Match("bird_bfd_session_uptime_seconds.* [0-9]+\\.[0-9]{3}\n"));
        });
    }

    [Test]
    public void Without_an_engine_there_are_no_sessions() =>
        Assert.That(BfdMetrics.Of(null), Does.Not.Contain("peer="));
}
