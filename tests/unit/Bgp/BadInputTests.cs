using System.Collections.Generic;
using System.Linq;
using NUnit.Framework;
using Router.Bgp;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>
/// Every case of the table against the state machine: the answer, the other sessions, a probe route from one good peer
/// to another, and the suspect back in.
/// </summary>
public sealed class BadInputTests
{
    // Turns of Poll after which a probe has reached the listener, whatever the suspect has just sent.
    private const int ProbeTurns = 20;

    private const string Probe = "203.0.113.0/24";
    private const string ProbeNlri = "18cb0071";
    private const string SenderAttributes = "40010100" + "40020602010000fdf3" + "400304c000020a";

    private static IEnumerable<BadCase> Cases => BadCases.All;

    [Test]
    public void The_table_is_large_and_names_are_unique()
    {
        Assert.That(BadCases.All, Has.Count.GreaterThanOrEqualTo(150));
        Assert.That(BadCases.All.Select(c => c.Name), Is.Unique);
        Assert.That(BadCases.All.GroupBy(c => (c.State, c.Session, c.Octets)).Where(g => g.Count() > 1)
            .Select(g => string.Join(" = ", g.Select(c => c.Name))), Is.Empty, "one case under two names");
    }

    [TestCaseSource(nameof(Cases))]
    public void Case(BadCase bad)
    {
        BadInputStage stage = new(bad.Session);
        Prepare(stage, bad);
        List<string> before = [.. stage.Heard.Prefixes];
        stage.Take(BadInputStage.Suspect);

        int turns = stage.TurnsUntil(BadInputStage.Suspect, bad.Octets, () => stage.Speaker.PollAt() > stage.Now);
        Assert.That(turns, Is.GreaterThan(0), "the speaker comes to rest");
        stage.Advance(Duration.FromSeconds(bad.Wait));
        CheckAnswer(stage, bad, before);
        CheckOthers(stage);
        CheckReturn(stage, bad);
    }

    private static void Prepare(BadInputStage stage, BadCase bad)
    {
        if (bad.State == BadState.Established)
        {
            stage.Establish(BadInputStage.Suspect, BgpHex.OpenFor(bad.Session));
            Announce(stage, bad.Session);
            return;
        }

        Assert.That(stage.TryConnect(BadInputStage.Suspect), Is.True);
        if (bad.State == BadState.OpenConfirm)
        {
            stage.Receive(BadInputStage.Suspect, BgpHex.OpenFor(bad.Session));
            Assert.That(stage.View(BadInputStage.Suspect).State, Is.EqualTo(BgpState.OpenConfirm));
        }
    }

    private static void Announce(BadInputStage stage, BadSession session)
    {
        string id = session.HasFlag(BadSession.AddPath) ? "00000001" : string.Empty;
        string attributes = session.HasFlag(BadSession.Internal) ? BgpHex.Inner
            : session.HasFlag(BadSession.TwoOctetAs) ? BgpHex.Old
            : BgpHex.Good;
        stage.Receive(BadInputStage.Suspect,
            BgpHex.Update(attributes, id + BgpHex.VictimNlri + id + BgpHex.BystanderNlri));
        Assert.That(stage.Heard.Prefixes, Is.SupersetOf(new[] { BgpHex.Victim, BgpHex.Bystander }));
        if (session.HasFlag(BadSession.Ipv6))
        {
            stage.Receive(BadInputStage.Suspect, BgpHex.Update(
                BgpHex.Reach("000201", BgpHex.Hop6, BgpHex.Victim6Nlri) + BgpHex.Origin + BgpHex.Path, string.Empty));
            Assert.That(stage.Heard.Prefixes, Does.Contain(BgpHex.Victim6));
        }
    }

    private static void CheckAnswer(BadInputStage stage, BadCase bad, List<string> before)
    {
        BadAnswer answer = bad.Answer;
        string? notification = stage.Take(BadInputStage.Suspect).Find(m => m[36..38] == "03");
        BgpPeerView view = stage.View(BadInputStage.Suspect);
        if (answer.Outcome == BadOutcome.Notification)
        {
            Assert.That(notification, Is.Not.Null, $"a NOTIFICATION is due; the session is {view.State}");
            Assert.That(notification![38..42], Is.EqualTo(BgpHex.Number((answer.Code << 8) | answer.Subcode, 2)));
            Assert.That(answer.Data is null || answer.Data == notification[42..], Is.True, notification[42..]);
        }
        else
        {
            Assert.That(notification, Is.Null, view.Reason);
        }

        Assert.That(stage.IsClosed(BadInputStage.Suspect), Is.EqualTo(!answer.SessionSurvives));
        if (!answer.SessionSurvives)
        {
            Assert.That(stage.Heard.Prefixes, Is.Empty, "what the suspect announced is gone");
            return;
        }

        if (bad.State == BadState.OpenSent)
        {
            // The OPEN was taken: the handshake goes on to its end.
            stage.Receive(BadInputStage.Suspect, BgpHex.Keepalive);
            Assert.That(stage.View(BadInputStage.Suspect).State, Is.EqualTo(BgpState.Established));
            return;
        }

        Assert.That(view.State, Is.EqualTo(BgpState.Established));
        Assert.That(stage.Heard.Has(BgpHex.Bystander), Is.True, "routes that were not in the message stay");
        CheckRoutes(stage, answer, before, view);
    }

    private static void CheckRoutes(BadInputStage stage, BadAnswer answer, List<string> before, BgpPeerView view)
    {
        Assert.That(BadVerdict.OfRoutes(answer, before, stage.Heard), Is.Null);
        Assert.That(view.TreatedAsWithdraw.Values.Sum(), Is.EqualTo(answer.Outcome == BadOutcome.Withdraw ? 1 : 0));
        Assert.That(view.AttributesDiscarded.ContainsKey(answer.Attribute),
            Is.EqualTo(answer.Outcome == BadOutcome.Discard));
    }

    private static void CheckOthers(BadInputStage stage)
    {
        foreach (int peer in (int[])[BadInputStage.Sender, BadInputStage.Listener])
        {
            Assert.That(stage.View(peer).State, Is.EqualTo(BgpState.Established));
            Assert.That(stage.View(peer).Establishments, Is.EqualTo(1));
            Assert.That(stage.Take(peer).Exists(m => m[36..38] == "03"), Is.False);
        }

        int turns = stage.TurnsUntil(BadInputStage.Sender, BgpHex.Update(SenderAttributes, ProbeNlri),
            () => stage.Heard.Has(Probe));
        Assert.That(turns, Is.InRange(1, ProbeTurns), "a probe is still served");
    }

    private static void CheckReturn(BadInputStage stage, BadCase bad)
    {
        if (bad.Answer.SessionSurvives)
        {
            return;
        }

        // Damping is for our dialling: whoever comes after errorHold, 1 s here and 5 s at most, is let in.
        stage.Advance(Duration.FromSeconds(1));
        stage.Establish(BadInputStage.Suspect, BgpHex.OpenFor(bad.Session));
        Announce(stage, bad.Session);
    }
}
