using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using NUnit.Framework;
using Router.Lab.Checks;
using Router.Lab.Topology;
using Router.Node.Echo;
using Router.Sim;
using Router.Wire;

namespace Router.Tests.Lab;

public sealed class CheckRunnerTests
{
    [Test]
    public void A_check_passes_when_it_comes_true_in_time_and_fails_when_not()
    {
        Script script = new();
        script.UpAt(3);
        Assert.That(Session(script, "within: 5s"), Is.EqualTo("n True 3.000000000 up"));
        Assert.That(Session(script, "within: 2s"), Is.EqualTo("n False 2.000000000 down"));
        Assert.That(Session(script, "at: 4s"), Is.EqualTo("n True 4.000000000 up"));
        Assert.That(Session(script, "at: 2s"), Is.EqualTo("n False 2.000000000 down"));
        Assert.That(Session(script, "after: 4s, within: 1s"), Is.EqualTo("n True 4.000000000 up"));
    }

    [TestCase("count 3 ttl 62 loss 0", 3, 62, true)]
    [TestCase("count 3 ttl 62 loss 0", 2, 62, false)]
    [TestCase("count 3 ttl 63 loss 0", 3, 62, false)]
    [TestCase("count 3 loss 34", 2, 62, true)]
    [TestCase("count 3 loss 33", 2, 62, false)]
    [TestCase("count 3 loss 100", 0, 0, true)]
    [TestCase("count 3 loss 100", 1, 62, false)]
    [TestCase("count 3 loss 99", 0, 0, false)]
    public void A_ping_is_judged_by_loss_and_ttl(string options, int answered, int ttl, bool passes)
    {
        Script script = new() { Answered = answered, Ttl = ttl };
        Assert.That(script.Run("{ name: n, at: 1s, expect: ping p b " + options + " }"), Does.StartWith("n " + passes));
    }

    [Test]
    public void A_ping_that_never_ends_fails_after_iputils_linger()
    {
        Script script = new() { Answered = 4, Ttl = 62, PingEnds = false };
        Assert.That(script.Run("{ name: n, at: 1s, expect: ping p b count 4 loss 0 }"), Does.Contain("15.000000000"));
    }

    [Test]
    public void Looking_leaves_the_digest_alone()
    {
        Simulation plain = new(1);
        Simulation watched = new(1);
        plain.Schedule(Instant.Zero + Duration.FromSeconds(1), -1, "x", _ => { });
        watched.Schedule(Instant.Zero + Duration.FromSeconds(1), -1, "x", _ => { });
        LabFile lab = LabText.Read(
            LabText.Good + "\nchecks: [{ name: n, within: 5s, node: a, expect: bgp b established }]");
        new CheckRunner(watched, new Script(), lab.Checks).Run();
        plain.RunUntil(watched.Now);
        Assert.That(watched.Digest, Is.EqualTo(plain.Digest));
    }

    [Test]
    public void Results_are_junit_xml()
    {
        LabFile lab = LabText.Read(LabText.Good + """

            checks:
              - { name: "a < b & \"c\"", node: a, expect: bgp b established }
              - { name: second, node: a, expect: bgp b established }
            """);
        CheckResult[] results =
        [
            new(lab.Checks[0], true, Instant.Zero + Duration.FromSeconds(3), "established"),
            new(lab.Checks[1], false, Instant.Zero + Duration.FromMilliseconds(4500), "active\u0001"),
        ];
        StringWriter output = new();
        JUnitWriter.Write(output, [new CheckSuite(lab.Name, 42, "00ff", results)]);
        XElement suite = XDocument.Parse(output.ToString()).Root!.Element("testsuite")!;
        Assert.That(new[] { "tests", "failures", "time" }.Select(a => suite.Attribute(a)!.Value),
            Is.EqualTo(new[] { "2", "1", "4.500000000" }));
        XElement[] cases = suite.Elements("testcase").ToArray();
        Assert.That(cases[0].Attribute("name")!.Value, Is.EqualTo("a < b & \"c\""));
        Assert.That(cases[0].HasElements, Is.False);
        XElement failure = cases[1].Element("failure")!;
        Assert.That(failure.Attribute("message")!.Value, Is.EqualTo("expected bgp b established; observed active?"));
        Assert.That(failure.Value, Is.EqualTo("lab.yaml:13:38"));
    }

    private static string Session(Script script, string when) =>
        script.Run("{ name: n, " + when + ", node: a, expect: bgp b established }");

    /// <summary>A lab whose session comes up at a known time and whose pings are answered as told.</summary>
    private sealed class Script : ILabSubject
    {
        private Instant _up = Instant.Never;
        private Simulation _simulation = new(1);

        public int Answered { get; init; }

        public int Ttl { get; init; }

        public bool PingEnds { get; init; } = true;

        public void UpAt(long second) => _up = Instant.Zero + Duration.FromSeconds(second);

        public string Run(string check)
        {
            LabFile lab = LabText.Read(LabText.Good + "\nchecks: [" + check + "]");
            _simulation = new Simulation(1);
            CheckRunner runner = new(_simulation, this, lab.Checks);
            List<CheckResult> told = [];
            runner.OnResult = told.Add;
            CheckResult result = runner.Run().Single();
            Assert.That(told, Is.EqualTo(new[] { result }));
            return $"{result.Check.Name} {result.Passed} {result.At} {result.Observed}";
        }

        public bool Holds(LabCheck check, BgpExpectation expectation, out string observed)
        {
            bool up = _simulation.Now >= _up;
            observed = up ? "up" : "down";
            return up;
        }

        public bool Holds(LabCheck check, RouteExpectation expectation, out string observed)
        {
            observed = string.Empty;
            return false;
        }

        public IPingRun StartPing(PingExpectation expectation)
        {
            Assert.That(_simulation.Now, Is.EqualTo(Instant.Zero + Duration.FromSeconds(1)));
            PingStatistics statistics = new();
            for (int i = 1; i <= expectation.Count; i++)
            {
                statistics.OnSent();
                if (i <= Answered)
                {
                    statistics.OnReply(new PingReply(default, i, Ttl, 64, Duration.FromMilliseconds(1)));
                }
            }

            return new PingRun(PingEnds, statistics, (Ttl, Ttl));
        }
    }

    private sealed record PingRun(bool IsFinished, PingStatistics Statistics, (int Least, int Most) ReplyTtl)
        : IPingRun;
}
