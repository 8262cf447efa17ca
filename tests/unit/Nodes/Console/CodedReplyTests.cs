using System.Text;
using NUnit.Framework;
using Router.Node.Console;
using Router.Wire;

namespace Router.Tests.Nodes.Console;

/// <summary>The form of a reply, by BIRD's programmer's documentation of its client protocol.</summary>
public sealed class CodedReplyTests
{
    [Test]
    public void A_code_stands_once_and_a_blank_where_it_is_the_same() =>
        Assert.That(Text(new CodedReply().Line(1002, "a").Line(1002, "b").Line(1006, "c").Line(1002, "d").End(0)),
            Is.EqualTo("1002-a\n b\n1006-c\n1002-d\n0000 \n"));

    [TestCase(0, 0)]
    [TestCase(13, 0)]
    [TestCase(8001, 1)]
    [TestCase(9001, 2)]
    public void The_last_code_says_whether_it_worked(int code, int exitCode) =>
        Assert.That(CodedReply.Only(code, "text").ExitCode, Is.EqualTo(exitCode));

    [Test]
    public void No_text_can_look_like_a_line_of_its_own() =>
        Assert.That(Text(CodedReply.Only(9001, "a\n0000 \r\u0085\u2028b\tc")), Is.EqualTo("9001 a 0000    b\tc\n"));

    [Test]
    public void People_read_it_without_codes() =>
        Assert.That(CodedReply.Plain("2002-name proto\n1002-a BGP\n b BGP\n \n0000 \n"),
            Is.EqualTo("name proto\na BGP\nb BGP\n\n"));

    [Test]
    public void The_last_line_is_shown_when_it_says_something() =>
        Assert.That(CodedReply.Plain("1000-BIRD\n0013 Daemon is up\n"), Is.EqualTo("BIRD\nDaemon is up\n"));

    private static string Text(ConsoleJob job)
    {
        StringBuilder text = new();
        Assert.That(job.Poll(Instant.Zero, text), Is.True);
        return text.ToString();
    }
}
