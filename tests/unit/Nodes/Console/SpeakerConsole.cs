using System;
using System.Text;
using Router.Bgp;
using Router.Node.Console;
using Router.Tests.Bgp;
using Router.Wire;

namespace Router.Tests.Nodes.Console;

/// <summary>The console of one speaker of a <see cref="TestNet"/>, as a bare speaker would have it.</summary>
internal sealed class SpeakerConsole(TestNet net, TestNode node) : IBgpConsole
{
    // 2026-11-23 14:16:23 UTC at the net's time zero.
    private const long Epoch = 1_795_443_383L * Duration.NanosecondsPerSecond;

    private ConsoleShell? _shell;

    public string Name => "node01";

    public BgpSpeaker Speaker => node.Speaker;

    public IpAddress Self => node.Address;

    public Instant Started { get; } = net.Now;

    public Instant Reconfigured { get; set; } = net.Now;

    public ConsoleLog Log { get; } = new();

    public string? ConfigurationFile { get; set; } = "a.yaml";

    public Func<bool, string?>? Reconfigure { get; set; }

    /// <summary>Whether anybody knows the time of day.</summary>
    public bool HasClock { get; set; } = true;

    public long? UnixTime(Instant at) => HasClock ? Epoch + at.Nanoseconds : null;

    /// <summary>The answer as it stands on the socket; commands without codes are told by their text.</summary>
    public (int ExitCode, string Text) Ask(string line)
    {
        _shell ??= new ConsoleShell(BgpConsole.Commands(this));
        ConsoleJob job = _shell.Execute(line, net.Now);
        var text = new StringBuilder();
        for (int turn = 0; !job.Poll(net.Now, text); turn++)
        {
            if (turn > 100_000)
            {
                throw new InvalidOperationException($"'{line}' has no end");
            }
        }

        return (job.ExitCode, text.ToString());
    }

    public string Say(string line) => Ask(line).Text;
}
