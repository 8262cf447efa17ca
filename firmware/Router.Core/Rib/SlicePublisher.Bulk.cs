namespace Router.Core;

/// <content>Many changes at once: each slice is published once, at the end.</content>
public sealed partial class SlicePublisher
{
    private const int MostShort = 17;

    // Used in turns by one sweep: the routes around the place where it is.
    private readonly int[] _aroundLast = new int[MostShort + 1];
    private readonly int[] _aroundGroup = new int[MostShort + 1];
    private uint[] _dirty = new uint[1];
    private byte[] _regrouped = new byte[1];
    private bool _hasDirty;
    private bool _regroups;
    private bool _bulk;
    private bool _shortDirty;

    public void BeginBulk()
    {
        _bulk = true;
        _hasDirty = true;
        _dirty = new uint[RouteStore.Short / 32];
    }

    /// <summary>Publishes what has changed since <see cref="BeginBulk"/>.</summary>
    public void EndBulk()
    {
        _bulk = false;
        Sweep();
        _hasDirty = false;
        _dirty = new uint[1];
    }

    /// <summary>
    /// The groups of some classes have changed: publishes the slices that hold routes of them or whose cover changed.
    /// </summary>
    /// <param name="regrouped">Not 0 for those classes; shorter than the classes if the last ones are none.</param>
    public void Regroup(byte[] regrouped)
    {
        _regrouped = regrouped;
        _regroups = true;
        _shortDirty |= Holds(RouteStore.Short, _store.CountOf(RouteStore.Short));
        if (!_bulk)
        {
            Sweep();
        }
        else
        {
            MarkRegrouped();
        }

        _regroups = false;
    }

    private void Mark(int slice)
    {
        if (slice == RouteStore.Short)
        {
            _shortDirty = true;
        }
        else
        {
            _dirty[slice >> 5] |= 1u << (slice & 31);
        }
    }

    private bool IsDirty(int slice) =>
        _hasDirty && ((_dirty[slice >> 5] >> (slice & 31)) & 1) != 0;

    private void MarkRegrouped()
    {
        for (int slice = _store.NextSlice(0); slice >= 0; slice = _store.NextSlice(slice + 1))
        {
            if (Holds(slice, _store.CountOf(slice)))
            {
                Mark(slice);
            }
        }
    }

    private bool Holds(int slice, int count)
    {
        if (!_regroups)
        {
            return false;
        }

        uint[] routes = _store.Routes;
        int start = _store.StartOf(slice);
        for (int i = start; i < start + count; i++)
        {
            int routeClass = RouteKey.ClassOf(routes[i]);
            if (routeClass < _regrouped.Length && _regrouped[routeClass] != 0)
            {
                return true;
            }
        }

        return false;
    }

    // Walks all routes of /16 and shorter in order, with those around the current place on a stack, and so meets each
    // run of slices that has one cover.
    private void Sweep()
    {
        _aroundLast[0] = RouteStore.Short - 1;
        _aroundGroup[0] = 0;
        int depth = 0;
        int next = 0;
        int start = _store.StartOf(RouteStore.Short);
        int end = start + _store.CountOf(RouteStore.Short);
        uint before = 0;
        for (int i = start; i < end; i++)
        {
            uint route = _store.Routes[i];
            uint key = RouteKey.KeyOf(route);
            int group = _groups[RouteKey.ClassOf(route)];
            if (group == 0 || key == before)
            {
                // It cannot forward, or a better candidate of the same prefix does.
                continue;
            }

            before = key;
            int first = (int)RouteKey.BitsOf(key);
            while (_aroundLast[depth] < first)
            {
                next = SweepRun(next, _aroundLast[depth], _aroundGroup[depth]);
                depth--;
            }

            next = SweepRun(next, first - 1, _aroundGroup[depth]);
            depth++;
            _aroundLast[depth] = LastOf(key);
            _aroundGroup[depth] = group;
        }

        for (; depth >= 0; depth--)
        {
            next = SweepRun(next, _aroundLast[depth], _aroundGroup[depth]);
        }

        _shortDirty = false;
    }

    // Returns where the next run begins.
    private int SweepRun(int first, int last, int cover)
    {
        if (first > last)
        {
            return first;
        }

        int next = first;
        for (int slice = _store.NextSlice(first); slice >= 0 && slice <= last; slice = _store.NextSlice(slice + 1))
        {
            int count = _store.CountOf(slice);
            if (count == 0)
            {
                _store.SetCover(slice, cover);
                continue;
            }

            SweepUniform(next, slice - 1, cover);
            next = slice + 1;
            bool publish = _store.CoverOf(slice) != cover || IsDirty(slice) || Holds(slice, count);
            if (publish)
            {
                _store.SetCover(slice, cover);
                PublishSlice(slice, 0);
            }
        }

        SweepUniform(next, last, cover);
        return last + 1;
    }

    // Slices without longer routes do not remember their cover: it is told anew when any shorter route changed.
    private void SweepUniform(int first, int last, int cover)
    {
        if (first > last)
        {
            return;
        }

        if (_shortDirty)
        {
            _sink.PublishUniform(first, last - first + 1, cover);
            return;
        }

        for (int slice = first; slice <= last && _hasDirty; slice++)
        {
            if (IsDirty(slice))
            {
                _sink.PublishUniform(slice, 1, cover);
            }
        }
    }
}
