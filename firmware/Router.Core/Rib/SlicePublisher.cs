namespace Router.Core;

/// <summary>
/// Tells a forwarding table what changed in the routes: for a route longer than /16 its slice, for a shorter one the
/// slices that it covers and no longer one does.
/// </summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
public sealed partial class SlicePublisher
{
    private readonly RouteStore _store;
    private readonly IRouteSink _sink;
    private ushort[] _groups = new ushort[1];

    public SlicePublisher(RouteStore store, IRouteSink sink)
    {
        _store = store;
        _sink = sink;
    }

    /// <summary>Group of each route class, 0 for one that cannot forward now. Not copied.</summary>
    public ushort[] Groups
    {
        get => _groups;
        set => _groups = value;
    }

    /// <summary>
    /// The group that a prefix gives to its addresses: its first candidate's that has one; 0 is none.
    /// </summary>
    public int Answer(int slice, uint key)
    {
        int position = _store.Find(slice, key);
        return position < 0 ? 0 : AnswerAt(slice, position);
    }

    /// <summary>As <see cref="Answer"/> when it is known where the prefix's first candidate stands.</summary>
    public int AnswerAt(int slice, int position)
    {
        uint[] routes = _store.Routes;
        int start = _store.StartOf(slice);
        int end = start + _store.CountOf(slice);
        uint key = RouteKey.KeyOf(routes[start + position]);
        for (int i = start + position; i < end && RouteKey.KeyOf(routes[i]) == key; i++)
        {
            int group = _groups[RouteKey.ClassOf(routes[i])];
            if (group != 0)
            {
                return group;
            }
        }

        return 0;
    }

    /// <summary>
    /// Puts a route into the store, see <see cref="RouteStore.Insert"/>; publishes nothing yet. False: there is no
    /// room.
    /// </summary>
    public bool Insert(int slice, int position, uint key, int routeClass)
    {
        bool fresh = slice != RouteStore.Short && !_bulk && _store.CoverOf(slice) < 0;
        if (!_store.Insert(slice, position, key, routeClass))
        {
            return false;
        }

        if (fresh)
        {
            _store.SetCover(slice, FindCover((uint)slice, 16));
        }

        return true;
    }

    /// <summary>In a bulk change: anything in the slice may be another than before.</summary>
    public void Touched(int slice) => Mark(slice);

    /// <summary>A prefix has another answer than before; the store holds it already.</summary>
    /// <param name="slice">Its slice.</param>
    /// <param name="key">Its key.</param>
    /// <param name="before">The group it answered, 0 for none.</param>
    /// <param name="after">The group it answers now.</param>
    public void Changed(int slice, uint key, int before, int after)
    {
        if (before == after)
        {
            return;
        }

        if (_bulk)
        {
            Mark(slice);
        }
        else if (slice == RouteStore.Short)
        {
            ShortChanged(key, before, after);
        }
        else
        {
            PublishSlice(slice, key);
        }
    }

    private void PublishSlice(int slice, uint changed)
    {
        int count = _store.CountOf(slice);
        int cover = _store.CoverOf(slice);
        if (cover < 0)
        {
            // The store has just given back the block of an empty slice, and the cover with it.
            cover = FindCover((uint)slice, 16);
        }

        _sink.Publish(slice, _store.Routes, _store.StartOf(slice), count, _groups, cover, changed);
    }

    // What the prefix does not answer itself, the next shorter one around it does.
    private void ShortChanged(uint key, int before, int after)
    {
        if (before == 0 || after == 0)
        {
            int around = FindCover(RouteKey.BitsOf(key), RouteKey.LengthOf(key) - 1);
            before = before == 0 ? around : before;
            after = after == 0 ? around : after;
        }

        if (before == after)
        {
            return;
        }

        int next = (int)RouteKey.BitsOf(key);
        int last = LastOf(key);
        int position = _store.Find(RouteStore.Short, key);
        position = position < 0 ? ~position : position;
        int start = _store.StartOf(RouteStore.Short);
        int count = _store.CountOf(RouteStore.Short);
        for (; position < count && next <= last; position++)
        {
            // Publishing does not move routes.
            uint route = _store.Routes[start + position];
            uint inner = RouteKey.KeyOf(route);
            int first = (int)RouteKey.BitsOf(inner);
            if (first > last)
            {
                break;
            }

            if (inner == key || _groups[RouteKey.ClassOf(route)] == 0)
            {
                continue;
            }

            if (first > next)
            {
                Cover(next, first - 1, after);
            }

            next = next > LastOf(inner) ? next : LastOf(inner) + 1;
        }

        if (next <= last)
        {
            Cover(next, last, after);
        }
    }

    // Gives slices another cover.
    private void Cover(int first, int last, int cover)
    {
        int next = first;
        for (int slice = _store.NextSlice(first); slice >= 0 && slice <= last; slice = _store.NextSlice(slice + 1))
        {
            _store.SetCover(slice, cover);
            if (_store.CountOf(slice) == 0)
            {
                continue;
            }

            if (slice > next)
            {
                _sink.PublishUniform(next, slice - next, cover);
            }

            PublishSlice(slice, 0);
            next = slice + 1;
        }

        if (next <= last)
        {
            _sink.PublishUniform(next, last - next + 1, cover);
        }
    }

    /// <summary>The group of the longest usable route of at most this length around a slice.</summary>
    private int FindCover(uint slice, int length)
    {
        for (; length >= 0; length--)
        {
            if (_store.ShortOfLength(length) > 0)
            {
                int group = Answer(RouteStore.Short, RouteKey.Of(slice & ~(0xffffu >> length), length));
                if (group != 0)
                {
                    return group;
                }
            }
        }

        return 0;
    }

    private static int LastOf(uint key) => (int)(RouteKey.BitsOf(key) | (0xffffu >> RouteKey.LengthOf(key)));
}
