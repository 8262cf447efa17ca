using System;

namespace Router.Core;

/// <summary>
/// Holds the routes of a bulk load that come in no order until they can be stored slice by slice, in order: what would
/// be a walk through all memory for each becomes one pass. Routes of one prefix keep the order in which they came.
/// </summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
public sealed class RouteQueue
{
    private const int Slices = RouteStore.Short + 1;

    /// <summary>Below this many, sorting by slice costs more than it saves.</summary>
    private const int FewRoutes = 4096;

    private int[] _slices = new int[1];
    private uint[] _routes = new uint[1];
    private uint[] _scratch = new uint[1];
    private readonly int _most;
    private int _count;
    private bool _ordered = true;

    /// <param name="most">Routes that it holds at one time, at eight octets each.</param>
    public RouteQueue(int most) => _most = most;

    public int Count => _count;

    /// <summary>The routes, see <see cref="RouteKey.Pack"/>.</summary>
    public uint[] Routes => _routes;

    /// <summary>Adds a route; false, without doing it, when it is time to empty the queue.</summary>
    public bool TryAdd(int slice, uint key, int routeClass)
    {
        if (_count == _most)
        {
            return false;
        }

        if (_count == _routes.Length)
        {
            int length = Math.Min(Math.Max(_count * 2, 1024), _most);
            var slices = new int[length];
            var routes = new uint[length];
            Array.Copy(_slices, slices, _count);
            Array.Copy(_routes, routes, _count);
            _slices = slices;
            _routes = routes;
        }

        uint route = RouteKey.Pack(key, routeClass);
        if (_count > 0 && _ordered)
        {
            int last = _slices[_count - 1];
            _ordered = slice > last || (slice == last && !IsBefore(route, _routes[_count - 1]));
        }

        _slices[_count] = slice;
        _routes[_count++] = route;
        return true;
    }

    /// <summary>
    /// Brings what waits into a store, in its order: whole slices where there is nothing yet, else one by one.
    /// </summary>
    internal void EmptyInto(RouteStore store, IQueuedRoutes owner)
    {
        if (_count == 0)
        {
            return;
        }

        bool sorted = Sort();
        store.Reserve(Words());
        for (int start = 0; start < _count;)
        {
            int slice = _slices[start];
            int end = EndOfSlice(start);
            if (sorted && store.CountOf(slice) == 0 && AreDistinct(start, end)
                && store.Fill(slice, _routes, start, end - start))
            {
                owner.Filled(slice, start, end);
                start = end;
            }

            for (; start < end; start++)
            {
                owner.Store(slice, _routes[start]);
            }
        }

        Clear();
    }

    /// <summary>Forgets all routes and gives the memory back.</summary>
    public void Clear()
    {
        _slices = new int[1];
        _routes = new uint[1];
        _scratch = new uint[1];
        _count = 0;
        _ordered = true;
    }

    /// <summary>Brings the routes into the order of the store; false when so few are left as they came.</summary>
    public bool Sort()
    {
        if (_ordered || _count < FewRoutes)
        {
            return _ordered;
        }

        var ends = new int[Slices];
        for (int i = 0; i < _count; i++)
        {
            ends[_slices[i]]++;
        }

        int total = 0;
        for (int slice = 0; slice < Slices; slice++)
        {
            int count = ends[slice];
            ends[slice] = total;
            total += count;
        }

        var slices = new int[_count];
        var routes = new uint[_count];
        for (int i = 0; i < _count; i++)
        {
            int target = ends[_slices[i]]++;
            routes[target] = _routes[i];
        }

        int start = 0;
        for (int slice = 0; slice < Slices; slice++)
        {
            int end = ends[slice];
            for (int i = start; i < end; i++)
            {
                slices[i] = slice;
            }

            SortSlice(routes, start, end);
            start = end;
        }

        _slices = slices;
        _routes = routes;
        return true;
    }

    // The end of the routes that belong to the same slice as the one at an index.
    private int EndOfSlice(int index)
    {
        int slice = _slices[index];
        while (index < _count && _slices[index] == slice)
        {
            index++;
        }

        return index;
    }

    // True when no two neighbours between these are routes to one prefix.
    private bool AreDistinct(int start, int end)
    {
        for (int i = start + 1; i < end; i++)
        {
            if (RouteKey.KeyOf(_routes[i]) == RouteKey.KeyOf(_routes[i - 1]))
            {
                return false;
            }
        }

        return true;
    }

    // The words that the store takes for them if it is empty.
    private long Words()
    {
        long words = 0;
        for (int i = 0; i < _count;)
        {
            int end = EndOfSlice(i);
            words += RouteStore.WordsFor(end - i);
            i = end;
        }

        return words;
    }

    private static bool IsBefore(uint left, uint right) =>
        RouteStore.IsBefore(RouteKey.KeyOf(left), RouteKey.KeyOf(right));

    // Insertion sort, which is stable and right for the few of most slices; merging for the rest.
    private void SortSlice(uint[] routes, int start, int end)
    {
        const int Run = 16;
        for (int low = start; low < end; low += Run)
        {
            int high = Math.Min(low + Run, end);
            for (int i = low + 1; i < high; i++)
            {
                uint route = routes[i];
                int at = i;
                for (; at > low && IsBefore(route, routes[at - 1]); at--)
                {
                    routes[at] = routes[at - 1];
                }

                routes[at] = route;
            }
        }

        for (int width = Run; width < end - start; width *= 2)
        {
            for (int low = start; low + width < end; low += width * 2)
            {
                Merge(routes, low, low + width, Math.Min(low + (width * 2), end));
            }
        }
    }

    private void Merge(uint[] routes, int low, int middle, int high)
    {
        int count = middle - low;
        if (_scratch.Length < count)
        {
            _scratch = new uint[count * 2];
        }

        Array.Copy(routes, low, _scratch, 0, count);
        int left = 0;
        int right = middle;
        for (int target = low; left < count; target++)
        {
            if (right < high && IsBefore(routes[right], _scratch[left]))
            {
                routes[target] = routes[right++];
            }
            else
            {
                routes[target] = _scratch[left++];
            }
        }
    }
}
