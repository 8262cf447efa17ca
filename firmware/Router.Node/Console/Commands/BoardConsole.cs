using System;
using Router.Bgp;
using Router.Wire;

namespace Router.Node.Console;

/// <summary>A board's speaker to the BGP commands.</summary>
internal sealed class BoardConsole(Board board) : IBgpConsole
{
    public string Name => board.Name;

    public BgpSpeaker Speaker => board.Speaker;

    public IpAddress Self => board.Plan.NodeAddress.Address;

    public Instant Started => board.Started;

    public Instant Reconfigured => board.Reconfigured;

    public ConsoleLog Log => board.Host.Log;

    public string? ConfigurationFile => board.ConfigurationFile;

    public Func<bool, string?>? Reconfigure => board.Reconfigure;

    public IConsoleFiles? Files => board.Files;

    public long? UnixTime(Instant at) => board.UnixTime(at);

    public string? InterfaceTo(IpAddress nextHop) => board.InterfaceTo(nextHop);
}
