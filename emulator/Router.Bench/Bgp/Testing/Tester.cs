using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Threading;
using Router.Bench.Common;
using Router.Hal.Linux;

namespace Router.Bench.Bgp.Testing;

/// <summary>
/// All of the tester's sessions, in a loop that never sleeps while time is taken. It counts how long it had something
/// to do: a tester that is busy all the time measures itself.
/// </summary>
internal sealed class Tester : IDisposable
{
    // Some daemons' listening queue holds eight; who finds it full believes to be connected and is not.
    private const int DialsAtOnce = 8;

    private readonly IReadOnlyList<TesterPeer> _peers;
    private readonly ReadySet _ready = new();
    private readonly ReadyTag[] _events = new ReadyTag[64];
    private readonly PollEvents[] _interest;
    private readonly CancellationToken _cancelled;
    private long _busy;

    public Tester(IReadOnlyList<TesterPeer> peers, CancellationToken cancelled)
    {
        _peers = peers;
        _interest = new PollEvents[peers.Count];
        _cancelled = cancelled;
    }

    /// <summary>Share of the last <see cref="Until"/> in which there was something to do.</summary>
    public double BusyShare { get; private set; }

    /// <summary>Dials until all sessions are up.</summary>
    public void Establish(TimeSpan limit, Func<string> failure)
    {
        int dialled = 0;
        int up = 0;
        while (dialled < Math.Min(DialsAtOnce, _peers.Count))
        {
            Dial(dialled++);
        }

        Until(() =>
        {
            while (up < dialled && _peers[up].IsEstablished)
            {
                up++;
            }

            while (dialled < _peers.Count && dialled - up < DialsAtOnce)
            {
                Dial(dialled++);
            }

            return up == _peers.Count;
        }, limit, failure, isPatient: true);
    }

    /// <summary>Runs sessions until something holds; returns the time that took.</summary>
    /// <param name="holds">Asked after each turn with news.</param>
    /// <param name="limit">After which it is taken for a failure.</param>
    /// <param name="failure">What to say then.</param>
    /// <param name="isPatient">Sleep between turns without news: no time is taken.</param>
    public TimeSpan Until(Func<bool> holds, TimeSpan limit, Func<string> failure, bool isPatient = false)
    {
        long start = Stopwatch.GetTimestamp();
        _busy = 0;
        long now = start;
        while (true)
        {
            long before = now;
            bool worked = Turn();
            now = Stopwatch.GetTimestamp();
            _busy += worked ? now - before : 0;
            if (worked && holds())
            {
                BusyShare = (double)_busy / Math.Max(1, now - start);
                return Stopwatch.GetElapsedTime(start, now);
            }

            if (Stopwatch.GetElapsedTime(start, now) > limit)
            {
                throw new BenchException($"not within {limit.TotalSeconds:0} s: {failure()}");
            }

            _cancelled.ThrowIfCancellationRequested();
            if (isPatient && !worked)
            {
                Thread.Sleep(1);
            }
        }
    }

    /// <summary>Keeps the sessions up for a while.</summary>
    public void Rest(TimeSpan time)
    {
        for (long start = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(start) < time; Thread.Sleep(2))
        {
            while (Turn())
            {
            }

            _cancelled.ThrowIfCancellationRequested();
        }
    }

    /// <summary>Gives a peer something to send in the turns that follow.</summary>
    public void Begin(int peer, ReadOnlyMemory<byte> octets)
    {
        _peers[peer].Begin(octets);
        Watch(peer, PollEvents.Readable | PollEvents.Writable);
    }

    public void Dispose()
    {
        foreach (TesterPeer peer in _peers)
        {
            if (peer.Descriptor >= 0)
            {
                peer.Close();
            }
        }

        _ready.Dispose();
    }

    private bool Turn()
    {
        bool worked = false;
        int count = _ready.Take(_events);
        for (int i = 0; i < count; i++)
        {
            worked |= Serve((int)_events[i].Tag, _events[i].Events);
        }

        return worked;
    }

    private bool Serve(int index, PollEvents events)
    {
        TesterPeer peer = _peers[index];
        if (peer.Descriptor < 0)
        {
            return false;
        }

        if (_interest[index] == PollEvents.Writable)
        {
            if (peer.TryOpen())
            {
                Watch(index, PollEvents.Readable);
            }
            else
            {
                Thread.Sleep(5);
                Dial(index);
            }

            return true;
        }

        bool worked = (events & ~PollEvents.Writable) != 0 && peer.Receive();
        if ((events & PollEvents.Writable) != 0)
        {
            worked |= peer.Send();
            if (!peer.IsSending)
            {
                Watch(index, PollEvents.Readable);
            }
        }

        return worked;
    }

    private void Dial(int index)
    {
        _peers[index].Dial();
        _interest[index] = PollEvents.Writable;
        _ready.Add(_peers[index].Descriptor, PollEvents.Writable, index);
    }

    private void Watch(int index, PollEvents interest)
    {
        if (_interest[index] != interest)
        {
            _interest[index] = interest;
            _ready.Change(_peers[index].Descriptor, interest, index);
        }
    }
}
