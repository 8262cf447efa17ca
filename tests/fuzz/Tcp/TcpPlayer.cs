using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Net;
using System.Threading;
using Router.Tests.Support;

namespace Router.Fuzz.Tcp;

/// <summary>
/// Plays the table of bad inputs over TCP against whatever speaker runs with the file of <see cref="TcpWorld"/>. Each
/// case: the answer, what a third speaker was told, a probe from a fourth, and the session up again for the next one.
/// </summary>
internal sealed class TcpPlayer : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // The bound: whoever was thrown out is in again after errorHold, 5 s at most; and a little for the machine.
    private static readonly TimeSpan s_back = TimeSpan.FromSeconds(8);

    private readonly PlainTable _heard = new();
    private readonly TcpPeer _sender;
    private readonly TcpPeer _listener;
    private int _probes;

    public TcpPlayer()
    {
        _sender = Establish(TcpWorld.Sender, Open(TcpWorld.SenderAs, "c000020a"));
        _listener = Establish(TcpWorld.Listener, Open(TcpWorld.ListenerAs, "c000020b"));
    }

    public TimeSpan LongestProbe { get; private set; }

    /// <summary>What is wrong, or null.</summary>
    public string? Play(BadCase bad)
    {
        IPAddress from = TcpWorld.SuspectOf(bad.Session);
        using TcpPeer suspect = Connect(from);
        if (bad.State >= BadState.OpenConfirm)
        {
            suspect.Send(BgpHex.OpenFor(bad.Session));
            Wait(() => suspect.Messages.Exists(m => m[18] == 4), suspect, "KEEPALIVE for a good OPEN");
        }

        if (bad.State == BadState.Established)
        {
            suspect.Send(BgpHex.Keepalive);
            Announce(suspect, bad.Session);
        }

        List<string> before = [.. _heard.Prefixes];
        suspect.Messages.Clear();
        suspect.Send(bad.Octets);
        string? wrong = bad.Answer.SessionSurvives ? Survives(suspect, bad, before) : Ends(suspect, bad);
        Probe();
        if (_sender.IsClosed || _listener.IsClosed)
        {
            throw new InvalidOperationException($"{bad.Name}: another session was ended");
        }

        if (!suspect.IsClosed)
        {
            suspect.Send(BgpHex.Message(3, "0602"));
        }

        Wait(() => suspect.IsClosed && _heard.Prefixes.Count == 0, suspect, "an end of the session and its routes");
        return wrong;
    }

    public void Dispose()
    {
        _sender.Dispose();
        _listener.Dispose();
    }

    private static string Open(int asn, string id) => BgpHex.Open("010400010001" + "010400020001"
        + "4104" + BgpHex.Number(asn, 4), asn, hold: 0, id);

    private string? Ends(TcpPeer suspect, BadCase bad)
    {
        Wait(() => suspect.IsClosed, suspect, "the end of the session");
        byte[]? notification = suspect.Messages.Find(m => m[18] == 3);
        BadAnswer answer = bad.Answer;
        if (answer.Outcome == BadOutcome.Close)
        {
            return notification is null ? null : Convert.ToHexStringLower(notification) + " where nothing is due";
        }

        string due = BgpHex.Number((answer.Code << 8) | answer.Subcode, 2) + answer.Data;
        string sent = notification is null ? "nothing" : Convert.ToHexStringLower(notification)[38..];
        return sent == due || (answer.Data is null && sent.StartsWith(due, StringComparison.Ordinal))
            ? null
            : $"{sent} where {due} is due";
    }

    private string? Survives(TcpPeer suspect, BadCase bad, List<string> before)
    {
        if (bad.State == BadState.OpenSent)
        {
            suspect.Send(BgpHex.Keepalive);
        }

        // Behind the case, so that the case has been read once it is heard.
        string id = bad.Session.HasFlag(BadSession.AddPath) ? "00000001" : string.Empty;
        suspect.Send(BgpHex.Update(GoodFor(bad.Session), id + "18c63364"));
        Wait(() => _heard.Has("198.51.100.0/24") || suspect.IsClosed, suspect, "the sentinel");
        if (suspect.IsClosed)
        {
            byte[]? notification = suspect.Messages.Find(m => m[18] == 3);
            return "the session ended: " + (notification is null ? "" : Convert.ToHexStringLower(notification)[38..]);
        }

        suspect.Send(BgpHex.Update(string.Empty, string.Empty, id + "18c63364"));
        Wait(() => !_heard.Has("198.51.100.0/24"), suspect, "the sentinel's end");
        return BadVerdict.OfRoutes(bad.Answer, before, _heard);
    }

    private void Probe()
    {
        int number = _probes++ % 250;
        string octet = BgpHex.Number(number, 1);
        string prefix = $"203.0.{number}.0/24";
        Stopwatch watch = Stopwatch.StartNew();
        _sender.Send(BgpHex.Update("40010100" + "4002060201" + BgpHex.Number(TcpWorld.SenderAs, 4)
            + "400304c000020a", "18cb00" + octet));
        Wait(() => _heard.Has(prefix), null, "a probe of another peer");
        LongestProbe = watch.Elapsed > LongestProbe ? watch.Elapsed : LongestProbe;
        _sender.Send(BgpHex.Update(string.Empty, string.Empty, "18cb00" + octet));
        Wait(() => !_heard.Has(prefix), null, "the probe's end");
    }

    private static string GoodFor(BadSession session) => session.HasFlag(BadSession.Internal) ? BgpHex.Inner
        : session.HasFlag(BadSession.TwoOctetAs) ? BgpHex.Old
        : BgpHex.Good;

    private void Announce(TcpPeer suspect, BadSession session)
    {
        string id = session.HasFlag(BadSession.AddPath) ? "00000001" : string.Empty;
        suspect.Send(BgpHex.Update(GoodFor(session), id + BgpHex.VictimNlri + id + BgpHex.BystanderNlri));
        int due = 2;
        if (session.HasFlag(BadSession.Ipv6))
        {
            due++;
            suspect.Send(BgpHex.Update(BgpHex.Reach("000201", BgpHex.Hop6, BgpHex.Victim6Nlri) + BgpHex.Origin
                + BgpHex.Path, string.Empty));
        }

        Wait(() => _heard.Prefixes.Count == due, suspect, "the routes before the case");
    }

    private TcpPeer Establish(IPAddress from, string open)
    {
        TcpPeer peer = Connect(from);
        peer.Send(open);
        peer.Send(BgpHex.Keepalive);
        WaitFor(() => peer.Messages.Exists(m => m[18] == 4), peer, "a session");
        return peer;
    }

    // Tries until an OPEN comes: a speaker that does not want us yet closes without a word.
    private static TcpPeer Connect(IPAddress from)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < s_back)
        {
            if (TcpPeer.TryConnect(from, TcpWorld.Speaker) is { } peer)
            {
                Stopwatch open = Stopwatch.StartNew();
                while (!peer.IsClosed && peer.Messages.Count == 0 && open.Elapsed < s_back)
                {
                    peer.Read(TimeSpan.FromMilliseconds(100));
                }

                if (peer.Messages.Count > 0 && peer.Messages[0][18] == 1)
                {
                    return peer;
                }

                peer.Dispose();
            }

            Thread.Sleep(10);
        }

        throw new TimeoutException($"{from} is not let in within {s_back.TotalSeconds} s");
    }

    private void Wait(Func<bool> condition, TcpPeer? suspect, string what) => WaitFor(() =>
    {
        _sender.Read(TimeSpan.Zero);
        _listener.Read(TimeSpan.FromMilliseconds(1));
        _listener.Messages.ForEach(message => _heard.Read(message));
        _listener.Messages.Clear();
        return condition();
    }, suspect, what);

    private static void WaitFor(Func<bool> condition, TcpPeer? suspect, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (true)
        {
            suspect?.Read(TimeSpan.FromMilliseconds(1));
            if (condition())
            {
                return;
            }

            if (watch.Elapsed > s_patience)
            {
                string last = suspect is { Messages: [.., byte[] message] }
                    ? Convert.ToHexStringLower(message)
                    : "nothing";
                throw new TimeoutException($"no {what} within {s_patience.TotalSeconds} s; last came {last}");
            }
        }
    }
}
