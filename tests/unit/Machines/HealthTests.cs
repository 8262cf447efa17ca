using System.Linq;
using System.Runtime.Versioning;
using NUnit.Framework;
using Router.Boards.Init.Health;
using Router.Slots;
using Router.Wire;

namespace Router.Tests.Machines;

/// <summary>Whether a new image is kept.</summary>
[SupportedOSPlatform("linux")]
public sealed class HealthTests
{
    // E: Established, R: next hop resolved, A: echo answered, a digit: echoes unanswered.
    [TestCase(0, "", null)]
    [TestCase(0, "-", null)]
    [TestCase(1, "", "of 1 BGP peers that were up before the update none is Established")]
    [TestCase(2, "RA R", "of 2 BGP peers that were up before the update none is Established")]
    [TestCase(1, "E", "p0 is Established, but its next hop has not answered ARP")]
    [TestCase(1, "EA", "p0 is Established, but its next hop has not answered ARP")]
    [TestCase(1, "E9", "p0 is Established, but its next hop has not answered ARP")]
    [TestCase(1, "ER", "p0 is Established, but has not answered an echo request yet")]
    [TestCase(1, "ER4", "p0 is Established, but has not answered an echo request yet")]
    [TestCase(1, "ER5", null)]
    [TestCase(1, "ERA", null)]
    [TestCase(3, "- E ERA", null)]
    [TestCase(3, "ERA - -", null)]
    public void A_new_image_is_well_when(int wanted, string peers, string? missing) =>
        Assert.That(HealthGate.Missing(wanted, [.. peers.Split(' ').Where(static word => word.Length > 0).Select(
            static (word, i) => new PeerHealth("p" + i, word.Contains('E'), word.Contains('R'), word.Contains('A'),
                char.IsDigit(word[^1]) ? word[^1] - '0' : 0))]), Is.EqualTo(missing));

    [Test]
    public void A_trial_ends_when_the_node_is_well()
    {
        TrialWatch trial = new(At(60));
        trial.OnReady();
        trial.OnHealth("no peer yet");
        trial.Poll(At(59));
        Assert.That(trial.End, Is.EqualTo(TrialEnd.None));
        trial.OnHealth(TrialWatch.Well);
        trial.Poll(At(99));
        Assert.That(trial.End, Is.EqualTo(TrialEnd.Keep));
    }

    [Test]
    public void A_trial_ends_at_its_deadline_with_what_was_missing_last()
    {
        TrialWatch trial = new(At(60));
        trial.OnReady();
        trial.OnHealth("no peer yet");
        trial.Poll(At(60));
        trial.OnHealth(TrialWatch.Well);
        Assert.That((trial.End, trial.Reason), Is.EqualTo((TrialEnd.GoBack, "no peer yet")));
    }

    [Test]
    public void A_trial_ends_with_the_third_crash()
    {
        TrialWatch trial = new(At(60));
        trial.OnCrash(2, "signal 6");
        Assert.That(trial.End, Is.EqualTo(TrialEnd.None));
        trial.OnCrash(3, "signal 6");
        Assert.That((trial.End, trial.Reason),
            Is.EqualTo((TrialEnd.GoBack, "the node ended 3 times in a row (signal 6)")));
    }

    [Test]
    public void A_node_that_never_is_ready_is_said_to_be_so()
    {
        TrialWatch trial = new(At(60));
        trial.OnCrash(1, "exit code 1");
        trial.Poll(At(61));
        Assert.That(trial.Reason, Is.EqualTo("the node did not become ready: the node ended (exit code 1)"));
    }

    [Test]
    public void A_record_is_read_as_it_was_written()
    {
        UpdateRecord record = new()
        {
            Slot = Slot.B,
            Version = "1.3.0 with words",
            From = "1.2.0",
            Peers = [Ipv4Address.Parse("192.0.2.1"), Ipv4Address.Parse("192.0.2.2")],
            Outcome = UpdateOutcome.WentBack,
            Reason = "two\nlines",
        };
        Assert.That(UpdateRecord.TryParse(record.ToText(), out UpdateRecord? read));
        Assert.That(read!.ToText(), Is.EqualTo(record.ToText()));
        Assert.That((read.Reason, read.Peers), Is.EqualTo(("two lines", record.Peers)));
    }

    [TestCase("")]
    [TestCase("router-update 2\n")]
    [TestCase("router-update 1\nslot c\n")]
    [TestCase("router-update 1\nslot a")]
    [TestCase("router-update 1\npeer here\n")]
    public void What_is_no_record_is_none(string text) =>
        Assert.That(UpdateRecord.TryParse(text, out _), Is.False);

    private static Instant At(long seconds) => Instant.Zero + Duration.FromSeconds(seconds);
}
