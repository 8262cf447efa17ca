using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using NUnit.Framework;

namespace Router.Tests.Interop.Support;

/// <summary>What iputils' ping printed.</summary>
internal static partial class Ping
{
    /// <summary>Every packet was answered, and each answer arrived with this TTL.</summary>
    public static void AssertAnswered(ProcessResult ping, int count, int ttl)
    {
        Assert.That(ping.Both, Does.Contain($"{count} packets transmitted, {count} received, 0% packet loss"));
        int[] ttls = [.. TtlOfLine.Matches(ping.Output).Select(
            match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture))];
        Assert.That(ttls, Is.EqualTo(Enumerable.Repeat(ttl, count)), ping.Output);
    }

    [GeneratedRegex(@"bytes from .* ttl=(\d+)")]
    private static partial Regex TtlOfLine { get; }
}
