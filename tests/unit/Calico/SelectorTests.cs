using System.Collections.Generic;
using NUnit.Framework;
using Router.Calico.Selectors;

namespace Router.Tests.Calico;

/// <summary>Calico's selector language.</summary>
public sealed class SelectorTests
{
    private static readonly Dictionary<string, string> s_labels = new()
    {
        ["role"] = "rack",
        ["projectcalico.org/zone"] = "eu-west-1",
        ["empty"] = "",
    };

    [TestCase("all()", true)]
    [TestCase("", true)]
    [TestCase("role == 'rack'", true)]
    [TestCase("role == \"rack\"", true)]
    [TestCase("role=='reflector'", false)]
    [TestCase("role != 'rack'", false)]
    [TestCase("absent != 'x'", true, Description = "!= is true when the label is absent")]
    [TestCase("absent == ''", false)]
    [TestCase("empty == ''", true)]
    [TestCase("has(role)", true)]
    [TestCase("!has(role)", false)]
    [TestCase("! ! has( role )", true)]
    [TestCase("has(absent)", false)]
    [TestCase("role in {'rack', 'tower'}", true)]
    [TestCase("role in {}", false)]
    [TestCase("role not in { 'rack' }", false)]
    [TestCase("absent not in {'a'}", true)]
    [TestCase("absent in {'a'}", false)]
    [TestCase("projectcalico.org/zone contains 'west'", true)]
    [TestCase("projectcalico.org/zone starts with 'eu-'", true)]
    [TestCase("projectcalico.org/zone ends with '-1'", true)]
    [TestCase("projectcalico.org/zone ends with 'eu'", false)]
    [TestCase("role == 'x' || role == 'rack' && has(empty)", true, Description = "&& binds tighter")]
    [TestCase("(role == 'rack' || all()) && has(absent)", false)]
    [TestCase("role == 'rack' || all() && has(absent)", true)]
    [TestCase("!(role == 'rack')", false)]
    [TestCase("!role == 'x'", true, Description = "! negates the whole test")]
    [TestCase("has == 'x' || in == 'y'", false, Description = "words of the grammar are labels too")]
    public void Matches(string text, bool expected)
    {
        Assert.That(Selector.TryParse(text, out Selector? selector, out string? error), Is.True, error);
        Assert.That(selector!.Matches(s_labels), Is.EqualTo(expected));
    }

    [TestCase("role = 'rack'", "'=' at character 6 where '==', '!='")]
    [TestCase("role == rack", "'r' at character 9 where a value in quotes")]
    [TestCase("role == 'rack", "''' at character 9 where a value in quotes")]
    [TestCase("(all()", "the end at character 7 where ')'")]
    [TestCase("all() all()", "'a' at character 7 where '&&', '||' or the end")]
    [TestCase("role in 'a'", "''' at character 9 where '{'")]
    [TestCase("role in {'a' 'b'}", "values in quotes")]
    [TestCase("has()", "a label")]
    [TestCase("&& all()", "'&' at character 1")]
    [TestCase("role starts 'x'", "'with'")]
    public void Refuses(string text, string expected)
    {
        Assert.That(Selector.TryParse(text, out _, out string? error), Is.False);
        Assert.That(error, Does.Contain(expected));
    }

    [Test]
    public void Deep_nesting_is_refused_and_not_followed()
    {
        string text = new string('(', 100_000) + "all()" + new string(')', 100_000);
        Assert.That(Selector.TryParse(text, out _, out string? error), Is.False);
        Assert.That(error, Does.Contain("nested parentheses"));
    }
}
