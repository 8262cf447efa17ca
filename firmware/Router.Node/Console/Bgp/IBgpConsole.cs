using System;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>What the BGP commands need of whoever runs a speaker: a board, or <c>router bgp</c>.</summary>
public interface IBgpConsole
{
    /// <summary>The node's name.</summary>
    string Name { get; }

    BgpSpeaker Speaker { get; }

    /// <summary>Shown as the next hop of own routes that leave it to the session.</summary>
    IpAddress Self { get; }

    /// <summary>When the process began.</summary>
    Instant Started { get; }

    /// <summary>When a configuration was last taken over.</summary>
    Instant Reconfigured { get; }

    /// <summary>The last lines of the log.</summary>
    ConsoleLog Log { get; }

    /// <summary>The configuration file, or null where there is none.</summary>
    string? ConfigurationFile { get; }

    /// <summary>
    /// Reads the configuration again, and takes it over unless the argument is true; answers with what is wrong with
    /// it, or null. Null itself where nothing can be read again.
    /// </summary>
    Func<bool, string?>? Reconfigure { get; }

    /// <summary>Where commands may leave files; null where there is no file system.</summary>
    IConsoleFiles? Files => null;

    /// <summary>The time of day at an instant in nanoseconds of the Unix epoch, or null when nobody knows it.</summary>
    long? UnixTime(Instant at);

    /// <summary>The interface that leads to a next hop, where the node has interfaces.</summary>
    string? InterfaceTo(IpAddress nextHop) => null;
}
