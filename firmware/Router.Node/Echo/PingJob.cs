using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Text;
using Router.Core;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node.Echo;

/// <summary>A ping under way: requests at the interval, iputils' lines, exit code 1 on any loss.</summary>
public sealed class PingJob : ConsoleJob, IEchoListener
{
    // Who pings for days wants the statistics, not each reply again.
    private const int MostReplies = 10_000;

    private readonly EchoService _echo;
    private readonly PingOptions _options;
    private readonly bool _json;
    private readonly ushort _identifier;
    private readonly Instant _start;
    private readonly StringBuilder _lines = new();
    private readonly List<PingReply> _replies = [];
    private readonly Dictionary<ushort, Instant> _sent = [];
    private readonly PingStatistics _statistics = new();
    private Instant _next;
    private Instant _lastEvent;
    private bool _cancelled;

    public PingJob(EchoService echo, PingOptions options, bool json, Instant now)
    {
        _echo = echo;
        _options = options;
        _json = json;
        _start = now;
        _next = now;
        _lastEvent = now;
        _identifier = echo.Open(this);
        PingText.WriteHeader(Text, Target, options.Destination, options.DataSize);
    }

    public PingStatistics Statistics => _statistics;

    public IReadOnlyList<PingReply> Replies => _replies;

    public override Instant PollAt() => _cancelled || AllAnswered ? Instant.Zero : _next;

    // JSON comes at the end, and alone.
    private TextWriter Text => _json ? TextWriter.Null : new StringWriter(_lines, CultureInfo.InvariantCulture);

    private string Target => _options.Destination.ToString();

    private bool AllSent => _options.Count > 0 && _statistics.Transmitted >= _options.Count;

    private bool AllAnswered => AllSent && _sent.Count == 0;

    public override bool Poll(Instant now, StringBuilder output)
    {
        if (!_cancelled && !AllSent && now >= _next)
        {
            SendNext(now);
        }

        bool ended = _cancelled || AllAnswered || (AllSent && now >= _next);
        if (ended)
        {
            Finish();
        }

        output.Append(_lines);
        _lines.Clear();
        return ended;
    }

    public override void Cancel() => _cancelled = true;

    public void OnReply(Ipv4Address from, ushort sequence, byte ttl, int octets, Instant now)
    {
        bool waiting = _sent.Remove(sequence, out Instant sent);
        var reply = new PingReply(from, sequence, ttl, octets, waiting ? now - sent : Duration.Zero);
        _lastEvent = now;
        if (_statistics.OnReply(reply) && _replies.Count < MostReplies)
        {
            _replies.Add(reply);
        }

        PingText.WriteReply(Text, reply, !waiting);
    }

    public void OnError(Ipv4Address from, ushort sequence, IcmpHeader header, Instant now)
    {
        // An answered request has no business with errors; one error per request counts.
        if (_sent.Remove(sequence))
        {
            _lastEvent = now;
            _statistics.OnError(sequence);
            PingText.WriteError(Text, from, sequence, PingErrors.Describe(header.Type, header.Code, header.NextHopMtu));
        }
    }

    private void SendNext(Instant now)
    {
        ushort sequence = (ushort)(_statistics.Transmitted + 1);
        var send = new IpSend
        {
            Source = _options.Source,
            Destination = _options.Destination,
            Protocol = IpProtocol.Icmp,
            Ttl = _options.Ttl,
            DontFragment = SetsDontFragment(now),
        };
        _sent[sequence] = now;
        _lastEvent = now;
        _statistics.OnSent();
        SendResult result = _echo.SendRequest(send, _identifier, sequence, _options.DataSize, now);
        if (result != SendResult.Sent)
        {
            _sent.Remove(sequence);
            _statistics.OnError(sequence);
            PingText.WriteNotSent(Text, result, _echo.PathMtu(_options.Destination, now));
        }

        _next = now + (AllSent ? _options.Timeout : _options.Interval);
    }

    private bool SetsDontFragment(Instant now) => _options.Fragmentation switch
    {
        PingFragmentation.Do => true,
        PingFragmentation.Dont => false,
        _ => _options.DataSize + IcmpHeader.Size + Ipv4Header.Size <= _echo.PathMtu(_options.Destination, now),
    };

    private void Finish()
    {
        _echo.Close(_identifier);
        _statistics.Elapsed = _lastEvent - _start;
        ExitCode = _statistics.Received == _statistics.Transmitted && _statistics.Transmitted > 0 ? 0 : 1;
        if (_json)
        {
            _lines.Append(PingJson.Text(_options.Destination, _statistics, _replies)).Append('\n');
        }
        else
        {
            PingText.WriteSummary(Text, Target, _statistics);
        }
    }
}
