using System;
using System.Linq;
using NUnit.Framework;
using Router.Lab.Qemu.Host;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>What Debian's bgpdump reads of our MRT files.</summary>
public sealed class MonitoringTests
{
    [Test]
    public void Bgpdump_reads_the_table()
    {
        using BirdAndBoard pair = new("bird2", birdAsNode02: false, Cluster.Node01);
        pair.WaitUntilExchanged();
        using Scratch scratch = new();
        string file = scratch.PathOf("rib.mrt");
        Assert.That(((RouterBoard)pair.Board).Show($"dump mrt {file}"), Does.Match($"^{file}: [0-9]+ routes\n$"));
        string[] routes = Bgpdump(file);

        // TABLE_DUMP2|time|B|peer address|peer AS|prefix|path identifier|AS path|origin|next hop|local pref|MED|...
        string[] learned = routes.Single(route => route.Contains($"|{Cluster.Block01}|", StringComparison.Ordinal))
            .Split('|');
        Assert.That(learned[0], Does.StartWith("TABLE_DUMP2"));
        Assert.That(learned[3..6], Is.EqualTo([Cluster.Node01, "64512", Cluster.Block01]));
        Assert.That(learned[6], Does.Match("^[0-9]+$"), "the session has ADD-PATH: a record of RFC 8050");
        Assert.That(learned[7..11], Is.EqualTo([string.Empty, "IGP", Cluster.Node01, "100"]));
        Assert.That(routes, Has.Some.Contains($"|{Cluster.Block02}|"), "our own block");
    }

    /// <summary>The lines of <c>bgpdump -m</c>; it says nothing else when it understands the file.</summary>
    private static string[] Bgpdump(string file)
    {
        ProcessResult result = Run.Try(DebianPackages.File("bgpdump", "usr/bin/bgpdump"), ["-m", file]);
        Assert.That(result.ExitCode, Is.Zero, result.Both);
        Assert.That(result.Both, Does.Not.Contain("[error]").And.Not.Contain("[warn]"));
        return [.. result.Output.Split('\n').Where(static line => line.Length > 0)];
    }
}
