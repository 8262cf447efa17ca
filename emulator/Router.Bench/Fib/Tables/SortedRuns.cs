using System;
using System.Collections.Generic;

namespace Router.Bench.Fib.Tables;

/// <summary>
/// The answers of a table as the runs of addresses that one route owns: made by one sweep over the sorted routes, and
/// searched by halving. It shares no idea with the structures that are held against it.
/// </summary>
public sealed class SortedRuns
{
    /// <summary>No route.</summary>
    public const int None = -1;

    private readonly List<UInt128> _starts = [];
    private readonly List<int> _owners = [];
    private readonly IReadOnlyList<BenchRoute> _routes;
    private readonly int[] _covers;

    public SortedRuns(IReadOnlyList<BenchRoute> routes)
    {
        _routes = routes;
        _covers = new int[routes.Count];
        var around = new Stack<int>();
        Begin(UInt128.Zero, None);
        for (int i = 0; i < routes.Count; i++)
        {
            IpRange range = routes[i].Range;
            Close(around, range.Address);
            _covers[i] = around.TryPeek(out int cover) ? cover : None;
            Begin(range.Address, i);
            around.Push(i);
        }

        Close(around, null);
        Runs = CountRuns();
    }

    /// <summary>Runs of equal next hops over the whole address space, those without a route among them.</summary>
    public int Runs { get; }

    /// <summary>The longest prefix around the route's own, or <see cref="None"/>.</summary>
    public int CoverOf(int route) => _covers[route];

    /// <summary>The route that forwards to an address, or <see cref="None"/>.</summary>
    public int OwnerOf(UInt128 address)
    {
        int low = 0;
        int high = _starts.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (_starts[middle] <= address)
            {
                low = middle;
            }
            else
            {
                high = middle - 1;
            }
        }

        return _owners[low];
    }

    /// <summary>The next hop towards an address; 0 is none.</summary>
    public int HopOf(UInt128 address) => Hop(OwnerOf(address));

    /// <summary>The next hop of a route, 0 for <see cref="None"/>.</summary>
    public int Hop(int route) => route == None ? 0 : _routes[route].Hop;

    // Ends the prefixes that lie wholly before an address; all of them where there is no further one.
    private void Close(Stack<int> around, UInt128? next)
    {
        while (around.TryPeek(out int inner))
        {
            UInt128 last = _routes[inner].Range.Last;
            if (last >= next)
            {
                return;
            }

            around.Pop();
            if (last != UInt128.MaxValue)
            {
                Begin(last + 1, around.TryPeek(out int outer) ? outer : None);
            }
        }
    }

    private void Begin(UInt128 start, int owner)
    {
        if (_starts.Count > 0 && _starts[^1] == start)
        {
            _owners[^1] = owner;
            return;
        }

        _starts.Add(start);
        _owners.Add(owner);
    }

    private int CountRuns()
    {
        int runs = 1;
        for (int i = 1; i < _owners.Count; i++)
        {
            runs += Hop(_owners[i]) == Hop(_owners[i - 1]) ? 0 : 1;
        }

        return runs;
    }
}
