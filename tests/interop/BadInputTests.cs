using System;
using NUnit.Framework;
using Router.Tests.Interop.Support;

namespace Router.Tests.Interop;

/// <summary>
/// The table of bad inputs (tests/support/BadInput) over TCP against `router bgp`: the answer, a third and a fourth
/// speaker unharmed, and the same peer in again for the next case. The player is a program because sockets live in the
/// namespace.
/// </summary>
public sealed class BadInputTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    [Test]
    public void Every_case_over_tcp()
    {
        using Scratch scratch = new();
        using NetNamespace place = new("bad");
        foreach (string address in place.Must("dotnet", Player, "tcp-addresses").Split('\n'))
        {
            if (address.Length > 0)
            {
                place.Ip("addr", "add", address + "/32", "dev", "lo");
            }
        }

        string control = scratch.PathOf("bgp.sock");
        string file = scratch.Write("bgp.yaml", place.Must("dotnet", Player, "tcp-file", control));
        using Daemon speaker = place.Start(RouterBoard.Program, "bgp", file);
        speaker.WaitUntil(
            "the speaker answers",
            () => Run.Try(RouterBoard.Program, ["exec", "--control", control, "--", "show", "bgp", "summary"])
                .ExitCode == 0,
            seconds: 60);
        ProcessResult played = place.Try(s_limit, "dotnet", Player, "tcp");
        Assert.That(played.ExitCode, Is.Zero, played.Both);
        Assert.That(speaker.HasExited, Is.False, speaker.Log);
        speaker.Signal(15);
        Assert.That(speaker.WaitForExit(TimeSpan.FromSeconds(30)), Is.Zero, speaker.Log);
    }

    // Beside the tests: the project refers to it.
    private static string Player => System.IO.Path.Combine(TestContext.CurrentContext.TestDirectory, "Router.Fuzz.dll");
}
