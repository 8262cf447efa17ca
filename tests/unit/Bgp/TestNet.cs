using System;
using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Wire;

namespace Router.Tests.Bgp;

/// <summary>
/// Speakers joined by byte pipes under virtual time: a millisecond each way, in order, nothing lost unless cut.
/// </summary>
internal sealed class TestNet
{
    public static readonly Duration Latency = Duration.FromMilliseconds(1);

    private readonly PriorityQueue<Action, (Instant, int)> _events = new();
    private int _sequence;
    private long _nextConnection = 1;

    public List<TestNode> Nodes { get; } = [];

    public Instant Now { get; private set; } = new(1_000_000_000);

    /// <summary>Polls also when nothing is due, which must change nothing.</summary>
    public Duration? FinePolling { get; set; }

    public TestNode Add(string address, uint asn = 64512, bool restarting = false, ulong seed = 1, string? id = null,
        int maxPaths = 1, IIgpMetric? igp = null, Func<BgpSpeakerOptions, BgpSpeakerOptions>? change = null)
    {
        BgpSpeakerOptions options = new()
        {
            LocalAs = new Asn(asn),
            RouterId = RouterId.Parse(id ?? address),
            Seed = seed,
            Restarting = restarting,
            ForwardingKept = restarting,
            MaxPaths = maxPaths,
            IgpMetric = igp,
        };
        TestNode node = new(this, IpAddress.Parse(address), change == null ? options : change(options));
        Nodes.Add(node);
        return node;
    }

    public void After(Duration delay, Action action) => _events.Enqueue(action, (Now + delay, _sequence++));

    public long NewConnection() => _nextConnection++;

    public void Run(double seconds)
    {
        Instant end = Now + Duration.FromMilliseconds((long)(seconds * 1000));
        for (int guard = 0; guard < 2_000_000; guard++)
        {
            Instant next = _events.TryPeek(out _, out (Instant At, int) first) ? first.At : Instant.Never;
            foreach (TestNode node in Nodes)
            {
                next = Instant.Min(next, node.Speaker.PollAt());
            }

            next = Instant.Max(next, Now);
            if (FinePolling is Duration step && Now + step < Instant.Min(next, end))
            {
                Now += step;
                PollAll(always: true);
                continue;
            }

            if (next > end)
            {
                Now = end;
                return;
            }

            Now = next;
            while (_events.TryPeek(out _, out (Instant At, int) due) && due.At <= Now)
            {
                _events.Dequeue()();
            }

            PollAll(always: false);
        }

        throw new InvalidOperationException("the net does not come to rest");
    }

    private void PollAll(bool always)
    {
        foreach (TestNode node in Nodes)
        {
            if (always || node.Speaker.PollAt() <= Now)
            {
                node.Speaker.Poll(Now, node);
            }
        }
    }
}

/// <summary>One end of a pipe.</summary>
internal sealed class TestEnd(TestNode node, long id)
{
    public TestNode Node { get; } = node;

    public long Id { get; } = id;

    public TestEnd? Other { get; set; }

    public bool IsClosed { get; set; }
}

internal sealed class TestNode(TestNet net, IpAddress address, BgpSpeakerOptions options) : IBgpSink
{
    private readonly Dictionary<long, TestEnd> _ends = [];
    private readonly Dictionary<int, int> _dials = [];
    private TestNode? _blocked;

    public BgpSpeaker Speaker { get; private set; } = new(options);

    public IpAddress Address { get; } = address;

    public bool IsReachable { get; set; } = true;

    /// <summary>Octets that one Send takes; 0 blocks.</summary>
    public int Window { get; set; } = int.MaxValue;

    public List<string> Log { get; } = [];

    public List<string> Routes { get; } = [];

    public List<byte[]> SentBytes { get; } = [];

    public int Accepts { get; private set; }

    public IEnumerable<TestEnd> OpenEnds => _ends.Values.Where(e => !e.IsClosed);

    /// <summary>The process dies without a word and comes back empty.</summary>
    public void Crash(BgpSpeakerOptions comesBackAs)
    {
        foreach (TestEnd end in _ends.Values.Where(e => !e.IsClosed).ToList())
        {
            CloseBoth(end);
        }

        _ends.Clear();
        Speaker = new BgpSpeaker(comesBackAs);
    }

    /// <summary>Dies with its TCP: nobody tells the other ends.</summary>
    public void Vanish(BgpSpeakerOptions comesBackAs)
    {
        foreach (TestEnd end in OpenEnds)
        {
            end.IsClosed = true;
        }

        _ends.Clear();
        Speaker = new BgpSpeaker(comesBackAs);
    }

    public int Peer(TestNode other, Func<BgpPeerOptions, BgpPeerOptions>? change = null)
    {
        BgpPeerOptions peer = new()
        {
            Name = "Mesh_" + other.Address.ToString().Replace('.', '_').Replace(':', '_'),
            RemoteAddress = other.Address,
            RemoteAs = other.Speaker.Options.LocalAs,
            LocalAddress = Address,
        };
        return Speaker.AddPeer(change == null ? peer : change(peer), net.Now);
    }

    public BgpState State(int peer = 0) => Speaker.Peer(peer).State;

    public void Originate(string prefix, BgpOrigination? origination = null) =>
        Speaker.Originate(IpPrefix.Parse(prefix), origination ?? new BgpOrigination(), net.Now);

    public string[] Table() => [.. Speaker.Routes().Select(r =>
        $"{r.Prefix} via {r.Paths[0].NextHop} lp {r.Paths[0].LocalPref}"
        + (r.Paths[0].IsStale ? " stale" : string.Empty))];

    public void Connect(int peer, IpAddress local, IpAddress remote, ushort port, byte ttl)
    {
        int dial = _dials[peer] = _dials.GetValueOrDefault(peer) + 1;
        TestNode? target = net.Nodes.Find(n => n.Address == remote);
        if (target == null || !target.IsReachable || !IsReachable)
        {
            net.After(Duration.FromSeconds(3), () => Answer(peer, dial, () => Speaker.OnConnectFailed(peer, net.Now)));
            return;
        }

        net.After(TestNet.Latency, () =>
        {
            TestEnd here = new(this, net.NewConnection());
            TestEnd there = new(target, net.NewConnection()) { Other = here };
            here.Other = there;
            target._ends[there.Id] = there;
            target.Accepts++;
            bool accepted = target.Speaker.OnAccepted(there.Id, remote, Address, 40000, net.Now);
            net.After(TestNet.Latency, () => Answer(peer, dial, () =>
            {
                _ends[here.Id] = here;
                Speaker.OnConnected(here.Id, peer, Address, net.Now);
                if (!accepted)
                {
                    here.IsClosed = true;
                    Speaker.OnClosed(here.Id, net.Now);
                }
            }));
        });
    }

    public void CancelConnect(int peer) => _dials[peer] = _dials.GetValueOrDefault(peer) + 1;

    public int Send(long connection, ReadOnlySpan<byte> octets)
    {
        bool blocked = _ends.TryGetValue(connection, out TestEnd? target) && target.Other!.Node == _blocked;
        int taken = blocked ? 0 : Math.Min(Window, octets.Length);
        byte[] copy = octets[..taken].ToArray();
        SentBytes.Add(copy);
        if (_ends.TryGetValue(connection, out TestEnd? end) && !end.IsClosed && taken > 0)
        {
            TestEnd other = end.Other!;
            net.After(TestNet.Latency, () =>
            {
                if (!other.IsClosed)
                {
                    other.Node.Speaker.OnReceived(other.Id, copy, net.Now);
                }
            });
        }

        return taken;
    }

    public void BlockTowards(TestNode other) => _blocked = other;

    public void Unblock()
    {
        _blocked = null;
        Window = int.MaxValue;
        foreach (TestEnd end in OpenEnds.ToList())
        {
            Speaker.OnWritable(end.Id, net.Now);
        }
    }

    public void Close(long connection) => Hang(connection);

    public void Abort(long connection) => Hang(connection);

    public void OnRoute(in BgpRouteChange change)
    {
        string paths = string.Empty;
        foreach (BgpPath path in change.Paths)
        {
            paths += $" {path.NextHop}";
        }

        Routes.Add($"{change.Prefix}{(change.IsWithdrawn ? " gone" : paths)}");
    }

    public void OnPeer(in BgpPeerChange change) =>
        Log.Add($"{net.Now} {change.Peer} {change.Kind} {change.NewState}: {change.Reason}");

    /// <summary>Both ends see the connection die.</summary>
    public void CloseBoth(TestEnd end)
    {
        end.IsClosed = true;
        TestEnd other = end.Other!;
        net.After(TestNet.Latency, () =>
        {
            if (!other.IsClosed)
            {
                other.IsClosed = true;
                other.Node.Speaker.OnClosed(other.Id, net.Now);
            }
        });
    }

    private void Hang(long connection)
    {
        if (_ends.TryGetValue(connection, out TestEnd? end) && !end.IsClosed)
        {
            CloseBoth(end);
        }
    }

    private void Answer(int peer, int dial, Action action)
    {
        if (_dials[peer] == dial)
        {
            action();
        }
    }
}
