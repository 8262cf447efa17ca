using System.Collections.Generic;
using System.Globalization;
using System.Text;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>
/// A traceroute by echo requests with rising TTL, three to a hop, printed as the common tool's <c>-I -n</c>. Exit code
/// 0 when the destination answered.
/// </summary>
public sealed class TracerouteJob : ConsoleJob, IEchoListener
{
    public const string Usage = "traceroute [-m MAX_HOPS] [-w SECONDS] ADDRESS";

    private const int ProbesPerHop = 3;

    private readonly EchoService _echo;
    private readonly Ipv4Address _destination;
    private readonly int _mostHops;
    private readonly Duration _wait;
    private readonly bool _json;
    private readonly ushort _identifier;
    private readonly StringBuilder _lines = new();
    private readonly List<Probe> _probes = [];
    private Instant _deadline = Instant.Zero;
    private int _hop;
    private bool _reached;
    private bool _cancelled;

    public TracerouteJob(
        EchoService echo, Ipv4Address destination, int mostHops, Duration wait, bool json)
    {
        _echo = echo;
        _destination = destination;
        _mostHops = mostHops;
        _wait = wait;
        _json = json;
        _identifier = echo.Open(this);
        if (!json)
        {
            _lines.Append(CultureInfo.InvariantCulture,
                $"traceroute to {destination} ({destination}), {mostHops} hops max, 60 byte packets\n");
        }
    }

    public override Instant PollAt() => _cancelled || HopAnswered ? Instant.Zero : _deadline;

    // Sequence numbers count probes from 1; those of the hop under way are the last three.
    private bool HopAnswered => _hop > 0
        && _probes.FindIndex((_hop - 1) * ProbesPerHop, static probe => !probe.Answered) < 0;

    public override bool Poll(Instant now, StringBuilder output)
    {
        bool ended = _cancelled;
        if (!ended && (_hop == 0 || HopAnswered || now >= _deadline))
        {
            ended = EndHop() || !StartHop(now);
        }

        if (ended)
        {
            _echo.Close(_identifier);
            ExitCode = _reached ? 0 : 1;
            AppendJson();
        }

        output.Append(_lines);
        _lines.Clear();
        return ended;
    }

    public override void Cancel() => _cancelled = true;

    public void OnReply(Ipv4Address from, ushort sequence, byte ttl, int octets, Instant now)
    {
        if (Answer(from, sequence, string.Empty, now))
        {
            _reached = true;
        }
    }

    public void OnError(Ipv4Address from, ushort sequence, IcmpHeader header, Instant now)
    {
        string mark = (header.Type, header.Code) switch
        {
            (IcmpType.TimeExceeded, _) => string.Empty,
            (IcmpType.DestinationUnreachable, IcmpCode.NetUnreachable) => " !N",
            (IcmpType.DestinationUnreachable, IcmpCode.HostUnreachable) => " !H",
            (IcmpType.DestinationUnreachable, IcmpCode.FragmentationNeeded) => " !F-" + header.NextHopMtu,
            (IcmpType.DestinationUnreachable, IcmpCode.AdministrativelyProhibited) => " !X",
            _ => string.Create(CultureInfo.InvariantCulture, $" !<{header.Type}-{header.Code}>"),
        };
        Answer(from, sequence, mark, now);
    }

    private bool Answer(Ipv4Address from, ushort sequence, string mark, Instant now)
    {
        int index = sequence - 1;
        if ((uint)index >= (uint)_probes.Count || _probes[index].Answered)
        {
            return false;
        }

        _probes[index] = _probes[index] with
        {
            Answered = true,
            From = from,
            Mark = mark,
            RoundTrip = now - _probes[index].Sent,
        };
        return true;
    }

    // Prints the hop under way; true when the trace is over.
    private bool EndHop()
    {
        if (_hop == 0)
        {
            return false;
        }

        bool blocked = false;
        var line = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{_hop,2} "));
        Ipv4Address last = Ipv4Address.Any;
        for (int i = (_hop - 1) * ProbesPerHop; i < _hop * ProbesPerHop; i++)
        {
            Probe probe = _probes[i];
            if (!probe.Answered)
            {
                line.Append(" *");
                continue;
            }

            if (probe.From != last)
            {
                line.Append(CultureInfo.InvariantCulture, $" {probe.From}");
                last = probe.From;
            }

            line.Append(CultureInfo.InvariantCulture,
                $"  {probe.RoundTrip.Nanoseconds / 1_000_000}." +
                $"{probe.RoundTrip.Nanoseconds / 1000 % 1000:D3} ms{probe.Mark}");
            blocked |= probe.Mark.Length > 0;
        }

        if (!_json)
        {
            _lines.Append(line).Append('\n');
        }

        return _reached || blocked || _hop == _mostHops;
    }

    private bool StartHop(Instant now)
    {
        _hop++;
        _deadline = now + _wait;
        for (int i = 0; i < ProbesPerHop; i++)
        {
            var send = new IpSend { Destination = _destination, Protocol = IpProtocol.Icmp, Ttl = (byte)_hop };
            _probes.Add(new Probe { Sent = now });
            if (_echo.SendRequest(send, _identifier, (ushort)_probes.Count, 32, now) != SendResult.Sent)
            {
                _lines.Append(_json ? string.Empty : "traceroute: Network is unreachable\n");
                return false;
            }
        }

        return true;
    }

    private void AppendJson()
    {
        if (!_json)
        {
            return;
        }

        _lines.Append(JsonText.Build(json =>
        {
            json.WriteStartObject();
            json.WriteString("destination", _destination.ToString());
            json.WriteBoolean("reached", _reached);
            json.WriteStartArray("probes");
            for (int i = 0; i < _probes.Count; i++)
            {
                json.WriteStartObject();
                json.WriteNumber("hop", (i / ProbesPerHop) + 1);
                if (_probes[i].Answered)
                {
                    json.WriteString("from", _probes[i].From.ToString());
                    json.WriteNumber("rttMicroseconds", _probes[i].RoundTrip.Nanoseconds / 1000);
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        })).Append('\n');
    }

    private readonly record struct Probe(
        Instant Sent, bool Answered, Ipv4Address From, Duration RoundTrip, string Mark);
}
