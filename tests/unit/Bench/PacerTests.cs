using NUnit.Framework;
using Router.Bench.Traffic;
using Router.Wire;

namespace Router.Tests.Bench;

/// <summary>Rates and bursts by a clock that the test moves.</summary>
public sealed class PacerTests
{
    [TestCase(1_000, 1)]
    [TestCase(1_000, 10)]
    [TestCase(999_983, 64)]
    public void A_second_brings_the_rate_in_whole_bursts_at_equal_distances(long rate, int burst)
    {
        Instant start = new(123_456_789);
        var pacer = new Pacer(rate, burst, start);
        long given = 0;
        for (long t = 0; t < Duration.NanosecondsPerSecond; t += 1_000)
        {
            int now = pacer.Take(start + new Duration(t));
            Assert.That(now, Is.Zero.Or.EqualTo(burst));

            // Burst n is due at n times the distance, and looked for every microsecond.
            long due = (t * rate / ((long)burst * Duration.NanosecondsPerSecond)) + 1;
            given += now;
            Assert.That(given, Is.EqualTo(due * burst));
        }

        Assert.That(given, Is.InRange(rate, rate + burst));
        Assert.That(pacer.Late, Is.Zero);
    }

    [Test]
    public void What_was_missed_comes_in_bursts_no_longer_than_asked_for_and_is_told()
    {
        Instant start = Instant.Zero;
        var pacer = new Pacer(1_000, 10, start);
        Instant late = start + Duration.FromSeconds(1);
        int bursts = 0;
        for (int now = pacer.Take(late); now > 0; now = pacer.Take(late))
        {
            Assert.That(now, Is.EqualTo(10));
            bursts++;
        }

        // Those due at 0, 10, … 1,000 ms; all but the last two of them late.
        Assert.That(bursts, Is.EqualTo(101));
        Assert.That(pacer.Late, Is.EqualTo(990));
    }

    [Test]
    public void What_could_not_be_sent_is_due_again()
    {
        var pacer = new Pacer(1_000, 10, Instant.Zero);
        Assert.That(pacer.Take(Instant.Zero), Is.EqualTo(10));
        Assert.That(pacer.Take(Instant.Zero), Is.Zero);
        pacer.Return(10);
        Assert.That(pacer.Take(Instant.Zero), Is.EqualTo(10));
    }

    [Test]
    public void Without_a_rate_a_burst_is_always_due()
    {
        var pacer = new Pacer(0, 7, Instant.Zero);
        Assert.That(pacer.Take(Instant.Zero), Is.EqualTo(7));
        Assert.That(pacer.Take(Instant.Zero), Is.EqualTo(7));
    }

    [Test]
    public void Nothing_is_due_before_the_start()
    {
        var pacer = new Pacer(1_000, 1, new Instant(1_000));
        Assert.That(pacer.Take(Instant.Zero), Is.Zero);
    }
}
