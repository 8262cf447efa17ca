using System.Collections.Generic;
using System.Linq;
using System.Text;
using NUnit.Framework;
using Router.Calico.Yaml;
using Router.Wire;

namespace Router.Tests.Calico;

public sealed class YamlTests
{
    [Test]
    public void Nodes_know_their_place()
    {
        var map = (YamlMapping)Load("a: 1\nb:\n  - x\n  - { c: 'd e' }\n").Single();
        var list = (YamlSequence)map.Get("b")!;
        YamlNode inner = ((YamlMapping)list.Items[1]).Get("c")!;
        Assert.That((inner.File, inner.Line, inner.Column), Is.EqualTo(("f.yaml", 4, 10)));
        Assert.That((list.Items[0].Line, list.Items[0].Column), Is.EqualTo((3, 5)));
        Assert.That(((YamlScalar)inner).Value, Is.EqualTo("d e"));
    }

    [TestCase("a: ~", true)]
    [TestCase("a:", true)]
    [TestCase("a: null", true)]
    [TestCase("a: 'null'", false)]
    [TestCase("a: ''", false)]
    public void Null_is_absent(string text, bool absent) =>
        Assert.That(((YamlMapping)Load(text).Single()).Get("a") is null, Is.EqualTo(absent));

    [Test]
    public void Json_is_yaml() => Assert.That(
        ((YamlMapping)Load("{\"kind\": \"Node\", \"items\": [1, {\"a\": null}]}").Single()).GetText("kind"),
            Is.EqualTo("Node"));

    [Test]
    public void Many_documents() => Assert.That(Load("---\na: 1\n---\n---\nb: 2\n...\n"), Has.Count.EqualTo(2));

    [Test]
    public void Anchors_expand() => Assert.That(((YamlMapping)Load("a: &x { k: v }\nb: *x").Single())
        .GetMapping("b")!.GetText("k"), Is.EqualTo("v"));

    [TestCase("a: 1\nb: 2\na: 3", "f.yaml:3:1: key 'a' again, first on line 1; expected each key once")]
    [TestCase("a: [1, 2", "f.yaml:1:9:", Description = "ends too early: wrong at its end")]
    [TestCase("a: *missing", "f.yaml:1:4: alias '*missing' without a complete '&missing' before it")]
    [TestCase("a: &x [ *x ]", "f.yaml:1:9: alias '*x'", Description = "a cycle")]
    [TestCase("a: 1\nb\nc: 3", "f.yaml:2:1:", Description = "a forgotten colon")]
    [TestCase("a: {b: 1\nc: 2", "f.yaml:2:1: not understood here or on the line before")]
    [TestCase("? [a]\n: b", "f.yaml:1:3: a key that is not text")]
    [TestCase("a:\n\tb: 1", "f.yaml:2:1: a tab indents the line; expected blanks for indentation")]
    [TestCase("a: 1\n b: 2", "f.yaml:2:")]
    public void Says_where(string text, string expected)
    {
        var report = new ConfigReport();
        YamlLoader.Load("f.yaml", text, report);
        Assert.That(report.Errors.Select(e => e.ToString()), Has.Exactly(1).StartsWith(expected));
    }

    [Test]
    public void A_bomb_of_aliases_is_refused()
    {
        var text = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int level = 1; level < 20; level++)
        {
            string items = string.Join(", ", Enumerable.Repeat($"*a{level - 1}", 10));
            text.Append($"a{level}: &a{level} [{items}]\n");
        }

        var report = new ConfigReport();
        YamlLoader.Load("f.yaml", text.ToString(), report);
        Assert.That(report.Errors.Single().Message, Does.Contain("after aliases are expanded"));
    }

    [Test]
    public void Depth_and_length_are_bounded()
    {
        var report = new ConfigReport();
        YamlLoader.Load("deep", new string('[', 5_000) + new string(']', 5_000), report);
        YamlLoader.Load("long", new string(' ', 101), report, YamlLimits.Default with { Characters = 100 });
        Assert.That(report.Errors.Select(e => e.Message),
            Is.EqualTo(new[] { "nested deeper than 32 levels", "101 characters" }));
    }

    [TestCase("5s", 5_000_000_000)]
    [TestCase("1m30s", 90_000_000_000)]
    [TestCase("1h", 3_600_000_000_000)]
    [TestCase("300ms", 300_000_000)]
    [TestCase("1.5s", 1_500_000_000)]
    [TestCase(".5s", 500_000_000)]
    [TestCase("2us", 2_000)]
    [TestCase("7ns", 7)]
    [TestCase("0", 0)]
    [TestCase("0s", 0)]
    public void Durations_as_go_writes_them(string text, long nanoseconds)
    {
        Assert.That(DurationText.TryParse(text, out Duration duration), Is.True);
        Assert.That(duration.Nanoseconds, Is.EqualTo(nanoseconds));
    }

    [TestCase("")]
    [TestCase("5")]
    [TestCase("s")]
    [TestCase("-5s")]
    [TestCase("5 s")]
    [TestCase("5d")]
    [TestCase(".s")]
    [TestCase("1.2.3s")]
    [TestCase("9999999999999999999999999h")]
    [TestCase("2562048h")]
    public void Not_durations(string text) => Assert.That(DurationText.TryParse(text, out _), Is.False);

    private static IReadOnlyList<YamlNode> Load(string text)
    {
        var report = new ConfigReport();
        IReadOnlyList<YamlNode> nodes = YamlLoader.Load("f.yaml", text, report);
        Assert.That(report.Errors, Is.Empty);
        return nodes;
    }
}
