using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Router.Tests.Interop.Support;

/// <summary>
/// What <c>calicoctl node status</c> says to BIRD's socket, and what it makes of the answer: calicoctl is not in
/// Debian, so its exchange is repeated here (projectcalico/calico, calicoctl/commands/node/status.go).
/// </summary>
internal sealed partial class CalicoctlExchange
{
    private static readonly string[] s_headings = ["name", "proto", "table", "state", "since", "info"];

    private readonly List<string> _peers = [];

    /// <summary>Address, type, state and info of each row that it recognizes.</summary>
    public IReadOnlyList<string> Peers => _peers;

    /// <summary>Why it would give up, or null.</summary>
    public string? Error { get; private set; }

    [GeneratedRegex("^(Global|Node|Mesh)_(.+)$")]
    private static partial Regex PeerName { get; }

    public static CalicoctlExchange With(string socket)
    {
        using Socket connection = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        connection.ReceiveTimeout = 2_000;
        connection.Connect(new UnixDomainSocketEndPoint(socket));

        // It does not wait for the greeting.
        connection.Send(Encoding.ASCII.GetBytes("show protocols\n"));
        using NetworkStream stream = new(connection);
        using StreamReader reader = new(stream, Encoding.ASCII);
        var exchange = new CalicoctlExchange();
        while (exchange.Error is null && reader.ReadLine() is { } line && exchange.Take(line))
        {
        }

        return exchange;
    }

    private static string[] Fields(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private bool Take(string line)
    {
        if (line.StartsWith("0000", StringComparison.Ordinal))
        {
            return false;
        }

        if (line.StartsWith("2002", StringComparison.Ordinal))
        {
            Error = Fields(line[5..]).SequenceEqual(s_headings) ? null : "unknown BIRD table output format";
        }
        else if (line.StartsWith("1002", StringComparison.Ordinal))
        {
            TakeRow(line[5..]);
        }
        else if (line.StartsWith(' '))
        {
            TakeRow(line[1..]);
        }
        else if (!line.StartsWith("0001", StringComparison.Ordinal))
        {
            Error = "unexpected output line from BIRD: " + line;
        }

        return true;
    }

    private void TakeRow(string row)
    {
        string[] columns = Fields(row);
        if (columns.Length < 6 || columns[1] != "BGP" || PeerName.Match(columns[0]) is not { Success: true } name)
        {
            return;
        }

        string type = name.Groups[1].Value switch
        {
            "Mesh" => "node-to-node mesh",
            "Node" => "node specific",
            _ => "global",
        };
        string address = name.Groups[2].Value.Replace('_', '.');
        _peers.Add($"{address} | {type} | {columns[3]} | {string.Join(' ', columns[5..])}");
    }
}
