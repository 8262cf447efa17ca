using System;
using System.Collections.Generic;
using Router.Bench.Fib.Tables;
using Router.Wire;

namespace Router.Bench.Fib.Streams;

/// <summary>One change of a table: the prefix gets a next hop, or with 0 goes.</summary>
public readonly record struct Update(IpRange Range, int Hop);

/// <summary>An address to look up while the table changes, and the three answers that may be right.</summary>
public readonly record struct Watched(UInt128 Address, int First, int Second, int Third);

/// <summary>
/// A burst of updates, what readers may see while it lasts, and the table after it. Some of the prefixes change: each
/// has two next hops between which announcements move it, and withdrawals uncover what is around it.
/// </summary>
public sealed class UpdatePlan
{
    // In the recorded hour of a peer's updates (December 2014) 23 % were withdrawals: that share comes out when this
    // many of the choices that could withdraw do.
    private const double Withdraw = 0.29;

    private readonly RouteSet _routes;
    private readonly SortedRuns _answers;
    private readonly RandomStream _random;
    private readonly bool[] _changes;
    private readonly int[] _now;

    public UpdatePlan(RouteSet routes, SortedRuns answers, int updates, int watched, ulong seed)
    {
        _routes = routes;
        _answers = answers;
        _random = new RandomStream(seed, "updates");
        _changes = new bool[routes.Routes.Count];
        _now = new int[routes.Routes.Count];
        for (int i = 0; i < _now.Length; i++)
        {
            _now[i] = routes.Routes[i].Hop;
            _changes[i] = _random.NextBelow(4) == 0;
        }

        // In a small table the draw may have found none.
        _changes[_random.NextBelow((uint)_changes.Length)] = true;
        Updates = MakeUpdates(updates);
        Watched = MakeWatched(new StreamMaker(routes, answers, seed), watched);
    }

    public IReadOnlyList<Update> Updates { get; }

    public IReadOnlyList<Watched> Watched { get; }

    /// <summary>The table when all updates are done.</summary>
    public RouteSet After()
    {
        var left = new List<BenchRoute>();
        for (int i = 0; i < _now.Length; i++)
        {
            if (_now[i] != 0)
            {
                left.Add(new BenchRoute(_routes.Routes[i].Range, _now[i]));
            }
        }

        return _routes with { Routes = left };
    }

    private List<Update> MakeUpdates(int count)
    {
        int[] changing = [.. Changing()];
        var updates = new List<Update>(count);
        while (updates.Count < count)
        {
            int route = changing[_random.NextBelow((uint)changing.Length)];
            int hop = Next(route);
            _now[route] = hop;
            updates.Add(new Update(_routes.Routes[route].Range, hop));
        }

        return updates;
    }

    private int Next(int route)
    {
        int now = _now[route];
        if (now == 0)
        {
            return _random.NextBelow(2) == 0 ? _routes.Routes[route].Hop : Other(route);
        }

        return _random.NextUInt32() < Withdraw * 4_294_967_296.0
            ? 0
            : _routes.Routes[route].Hop + Other(route) - now;
    }

    private int Other(int route) => 1 + (_routes.Routes[route].Hop % _routes.Hops);

    // The answer for an address whose route changes is one of three, as long as what is around it stays.
    private List<Watched> MakeWatched(StreamMaker maker, int count)
    {
        var watched = new List<Watched>(count);
        for (int tries = 0; watched.Count < count && tries < count * 20; tries++)
        {
            UInt128 address = maker.Hit(_random);
            int route = _answers.OwnerOf(address);
            int around = _answers.CoverOf(route);
            int hop = _answers.Hop(route);
            if (!_changes[route])
            {
                watched.Add(new Watched(address, hop, hop, hop));
            }
            else if (around == SortedRuns.None || !_changes[around])
            {
                watched.Add(new Watched(address, hop, Other(route), _answers.Hop(around)));
            }
        }

        return watched;
    }

    private IEnumerable<int> Changing()
    {
        for (int i = 0; i < _changes.Length; i++)
        {
            if (_changes[i])
            {
                yield return i;
            }
        }
    }
}
