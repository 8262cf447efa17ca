using System;
using Router.Bgp;
using Router.Boards.Linux.Monitoring;
using Router.Boards.Speaker.Configuration;
using Router.Hal.Linux;
using Router.Node.Console;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>The speaker of this process to the BGP commands.</summary>
internal sealed class SpeakerConsole(BgpSpeaker speaker, SpeakerFile file, HostLog log, Instant started) : IBgpConsole
{
    public string Name => Environment.MachineName;

    public BgpSpeaker Speaker => speaker;

    /// <summary>Each session has its own.</summary>
    public IpAddress Self => default;

    public Instant Started => started;

    public required Instant Reconfigured { get; set; }

    public ConsoleLog Log => log.Recent;

    public string? ConfigurationFile => file.Path;

    public Func<bool, string?>? Reconfigure { get; set; }

    public IConsoleFiles Files { get; } = new ConsoleFiles();

    public long? UnixTime(Instant at) => MonotonicClock.UnixEpochOffset + at.Nanoseconds;
}
