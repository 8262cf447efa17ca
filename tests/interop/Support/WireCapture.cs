using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.RegularExpressions;
using Router.Images.Host;

namespace Router.Tests.Interop.Support;

/// <summary>A packet capture of one interface (dumpcap), read back with tshark.</summary>
internal sealed partial class WireCapture : IDisposable
{
    private readonly Scratch _scratch = new();
    private readonly Daemon _dumpcap;

    public WireCapture(NetNamespace place, string port)
    {
        File = _scratch.PathOf("wire.pcapng");
        _dumpcap = place.Start(HostTool.Find("dumpcap", "tshark"), "-q", "-p", "-i", port, "-w", File);
        try
        {
            Eventually.Holds(
                $"dumpcap captures on {port}",
                () => _dumpcap.Log.Contains("File: ", StringComparison.Ordinal),
                TimeSpan.FromSeconds(30),
                () => _dumpcap.Log);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public string File { get; }

    /// <summary>Ends the capture with all packets that the kernel has seen by now.</summary>
    public WireCapture Stop()
    {
        if (!_dumpcap.HasExited)
        {
            // Packets wait up to a tenth of a second in the ring before dumpcap sees them.
            System.Threading.Thread.Sleep(300);
            _dumpcap.Signal(2);
            _dumpcap.WaitForExit();
        }

        return this;
    }

    /// <summary>Rows of the named fields, one per packet that passes the display filter.</summary>
    public IReadOnlyList<string[]> Fields(string filter, params string[] fields)
    {
        string[] arguments = ["-n", "-r", File, "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE",
            "-o", "udp.check_checksum:TRUE", "-Y", filter, "-T", "fields"];
        string output = Run.Try(
            HostTool.Find("tshark", "tshark"),
            arguments.Concat(fields.SelectMany(f => new[] { "-e", f }))).Must().Output;
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))];
    }

    public int Count(string filter) => Fields(filter, "frame.number").Count;

    /// <summary>Whole BGP messages in hex that one address sent, in order, cut from the reassembled stream.</summary>
    public IReadOnlyList<string> BgpMessages(string source)
    {
        List<string> messages = [];
        string streams = string.Join(
            '\n', Fields($"ip.src == {source} && tcp.port == 179", "tcp.stream").Select(row => row[0]).Distinct());
        foreach (string stream in streams.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            Cut(TcpBytes(stream, source), messages);
        }

        return messages;
    }

    public void Dispose()
    {
        _dumpcap.Dispose();
        _scratch.Dispose();
    }

    [GeneratedRegex(@"^Node (?<n>[01]): (?<address>[0-9.]+):\d+$", RegexOptions.Multiline)]
    private static partial Regex NodeLine { get; }

    private string TcpBytes(string stream, string source)
    {
        string text = Run.Must(
            HostTool.Find("tshark", "tshark"), "-n", "-r", File, "-q", "-z", $"follow,tcp,raw,{stream}");
        Match node = NodeLine.Matches(text).First(match => match.Groups["address"].Value == source);

        // tshark indents what the second node sent with a tab.
        bool second = node.Groups["n"].Value == "1";
        IEnumerable<string> lines = text.Split('\n').Where(line => HexLine.IsMatch(line));
        return string.Concat(lines.Where(line => (line[0] == '\t') == second).Select(line => line.Trim()));
    }

    [GeneratedRegex(@"^\t?[0-9a-f]+$")]
    private static partial Regex HexLine { get; }

    private static void Cut(string hex, List<string> messages)
    {
        // RFC 4271 §4.1: marker 16 octets, length 2 octets counting the header, type 1 octet.
        for (int at = 0; at + 38 <= hex.Length;)
        {
            int length = int.Parse(hex.AsSpan(at + 32, 4), NumberStyles.HexNumber, CultureInfo.InvariantCulture) * 2;
            if (length < 38 || at + length > hex.Length)
            {
                break;
            }

            messages.Add(hex.Substring(at, length));
            at += length;
        }
    }
}
