using System;
using System.Collections.Generic;

namespace Router.Core;

/// <summary>
/// The route classes by number, with the group of each as the forwarding table wants it. A class whose last route is
/// gone is kept until <see cref="Sweep"/>, when the forwarding table has let go of it.
/// </summary>
internal sealed class RouteClasses
{
    private readonly HopTable _hops;
    private readonly Dictionary<RouteClass.Key, RouteClass> _byKey = new();
    private readonly List<RouteClass> _idle = new();
    private RouteClass?[] _classes = new RouteClass?[16];
    private byte[] _regrouped = new byte[16];
    private bool _anyRegrouped;
    private int _lowestFree;

    public RouteClasses(HopTable hops) => _hops = hops;

    /// <summary>Of each class, 0 while it cannot forward.</summary>
    public ushort[] Groups { get; private set; } = new ushort[16];

    public RouteClass this[int number] => _classes[number]!;

    /// <summary>The class of a route; null when there are too many.</summary>
    /// <param name="route">Says what the class is.</param>
    /// <param name="owner">Whose route it is.</param>
    /// <param name="set">Its next hops, acquired by the caller and owned by the class from here on.</param>
    public RouteClass? Acquire(Route route, int owner, HopSet set)
    {
        var key = new RouteClass.Key(route, owner, set);
        if (_byKey.TryGetValue(key, out RouteClass? known))
        {
            // A class holds its set once, whatever the number of its routes.
            _hops.Release(set);
            known.References++;
            return known;
        }

        int number = TakeNumber();
        if (number < 0)
        {
            _hops.Release(set);
            return null;
        }

        var made = new RouteClass(route, number, owner, set) { References = 1 };
        _byKey.Add(key, made);
        _classes[number] = made;
        Groups[number] = set.Usable ? (ushort)set.Group : (ushort)0;
        return made;
    }

    public void Release(RouteClass used)
    {
        if (--used.References == 0)
        {
            _idle.Add(used);
        }
    }

    /// <summary>Forgets classes without routes.</summary>
    public void Sweep()
    {
        foreach (RouteClass idle in _idle)
        {
            if (idle.References == 0 && ReferenceEquals(_classes[idle.Number], idle))
            {
                _byKey.Remove(new RouteClass.Key(idle));
                _classes[idle.Number] = null;
                Groups[idle.Number] = 0;
                _lowestFree = Math.Min(_lowestFree, idle.Number);
                _hops.Release(idle.Set);
            }
        }

        _idle.Clear();
    }

    /// <summary>Notes which classes can forward, after sets were resolved.</summary>
    public void Refresh()
    {
        for (int i = 0; i < _classes.Length; i++)
        {
            if (_classes[i] is { } known)
            {
                ushort group = known.Set.Usable ? (ushort)known.Set.Group : (ushort)0;
                _anyRegrouped |= Groups[i] != group;
                _regrouped[i] |= Groups[i] != group ? (byte)1 : (byte)0;
                Groups[i] = group;
            }
        }
    }

    /// <summary>Marks of the classes whose group has changed since the last call.</summary>
    public bool TakeRegrouped(out byte[] marks)
    {
        marks = _regrouped;
        bool any = _anyRegrouped;
        _anyRegrouped = false;
        if (any)
        {
            _regrouped = new byte[_classes.Length];
        }

        return any;
    }

    private int TakeNumber()
    {
        int number = _lowestFree;
        while (number < _classes.Length && _classes[number] != null)
        {
            number++;
        }

        if (number > RouteKey.MaxClass)
        {
            return -1;
        }

        if (number == _classes.Length)
        {
            Array.Resize(ref _classes, number * 2);
            Array.Resize(ref _regrouped, number * 2);
            ushort[] groups = Groups;
            Array.Resize(ref groups, number * 2);
            Groups = groups;
        }

        _lowestFree = number + 1;
        return number;
    }
}
