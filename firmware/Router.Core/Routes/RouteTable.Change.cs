using System;
using Router.Wire;

namespace Router.Core;

/// <content>Changes of candidates, one by one or many at once.</content>
public sealed partial class RouteTable
{
    private readonly RouteQueue _queue = new(PrefixTable.DefaultQueue);
    private int _bulk;
    private bool _underlayChanged;

    /// <summary>
    /// From here to <see cref="EndBulk"/> the forwarding table may answer as before: thousands of changes cost one
    /// publication for each /16 that they concern. Nests.
    /// </summary>
    public void BeginBulk()
    {
        if (_bulk++ == 0)
        {
            StartBulk();
        }
    }

    public void EndBulk()
    {
        if (_bulk == 0)
        {
            throw new InvalidOperationException("no bulk change has begun");
        }

        if (--_bulk == 0)
        {
            FinishBulk();
        }
    }

    internal bool Add(Route route, int owner)
    {
        RouteClass? wanted = AcquireClass(route, owner);
        if (wanted == null)
        {
            return Refuse(route.Prefix);
        }

        uint address = route.Prefix.Address.Value;
        int slice = RouteStore.SliceOf(address, route.Prefix.Length);
        uint key = RouteStore.KeyOf(address, route.Prefix.Length);

        if (_bulk == 0)
        {
            return Store(slice, key, wanted);
        }

        if (!_queue.TryAdd(slice, key, wanted.Number))
        {
            Flush();
            _queue.TryAdd(slice, key, wanted.Number);
        }

        return true;
    }

    internal bool Remove(Prefix prefix, RouteProtocol protocol, uint metric, int owner)
    {
        Flush();
        int slice = RouteStore.SliceOf(prefix.Address.Value, prefix.Length);
        uint key = RouteStore.KeyOf(prefix.Address.Value, prefix.Length);
        int first = _store.Find(slice, key);
        int at = IndexOf(slice, key, first, protocol, metric, owner);
        if (at < 0)
        {
            return false;
        }

        int before = _publisher.AnswerAt(slice, first);
        RouteClass removed = ClassAt(slice, at);
        _store.Remove(slice, at);
        _ofLength[prefix.Length]--;
        _publisher.Changed(slice, key, before, _publisher.Answer(slice, key));
        _classes.Release(removed);
        Changed(prefix, removed.Stratum);
        return true;
    }

    private void StartBulk()
    {
        _store.BeginBulk();
        _publisher.BeginBulk();
    }

    private void FinishBulk()
    {
        Flush();
        if (_underlayChanged)
        {
            _underlayChanged = false;
            Resolve(0, null);
        }

        _store.EndBulk();
        _publisher.EndBulk();
        Generation++;
        _classes.Sweep();
    }

    private RouteClass? AcquireClass(Route route, int owner)
    {
        RouteClass? wanted = TryAcquire(route, owner);
        if (wanted == null && _bulk > 0)
        {
            // Classes that have gone are held by the forwarding table until it hears of it.
            FinishBulk();
            StartBulk();
            wanted = TryAcquire(route, owner);
        }

        return wanted;
    }

    private RouteClass? TryAcquire(Route route, int owner)
    {
        int stratum = StratumOf(route);
        if (Hops.Acquire(new HopSet.Key(route, stratum), out bool created) is not { } set)
        {
            return null;
        }

        if (created)
        {
            Resolve(set);
        }

        RouteClass? wanted = _classes.Acquire(route, owner, set);
        _publisher.Groups = _classes.Groups;
        return wanted;
    }

    private bool Refuse(Prefix prefix)
    {
        Refused++;
        _interfaces.RouteRefused(prefix);
        return false;
    }

    private void Flush() => _queue.EmptyInto(_store, this);

    void IQueuedRoutes.Filled(int slice, int start, int end)
    {
        _publisher.Touched(slice);
        Generation++;
        for (int i = start; i < end; i++)
        {
            uint route = _queue.Routes[i];
            _ofLength[RouteStore.LengthOf(slice, RouteKey.KeyOf(route))]++;
            _underlayChanged |= _classes[RouteKey.ClassOf(route)].Stratum < Strata - 1;
        }
    }

    void IQueuedRoutes.Store(int slice, uint route) =>
        Store(slice, RouteKey.KeyOf(route), _classes[RouteKey.ClassOf(route)]);

    private bool Store(int slice, uint key, RouteClass wanted)
    {
        int first = _store.Find(slice, key);
        int before = first < 0 ? 0 : _publisher.AnswerAt(slice, first);
        int same = IndexOf(slice, key, first, wanted.Protocol, wanted.Metric, wanted.Owner);
        RouteClass? replaced = same < 0 ? null : ClassAt(slice, same);
        if (ReferenceEquals(replaced, wanted))
        {
            _classes.Release(wanted);
            return true;
        }

        var prefix = new Prefix(new Ipv4Address(RouteStore.AddressOf(slice, key)), RouteStore.LengthOf(slice, key));
        if (replaced != null && replaced.CompareTo(wanted) == 0)
        {
            _store.Replace(slice, same, wanted.Number);
        }
        else
        {
            if (replaced != null)
            {
                _store.Remove(slice, same);
            }

            if (!_publisher.Insert(slice, PlaceOf(slice, key, first, wanted), key, wanted.Number))
            {
                _classes.Release(wanted);
                return Refuse(prefix);
            }

            _ofLength[prefix.Length] += replaced == null ? 1 : 0;
        }

        _publisher.Changed(slice, key, before, _publisher.Answer(slice, key));
        int stratum = wanted.Stratum;
        if (replaced != null)
        {
            _classes.Release(replaced);
            stratum = Math.Min(stratum, replaced.Stratum);
        }

        Changed(prefix, stratum);
        return true;
    }

    // After routes of a stratum changed: what is resolved by them, then what is of no use any more.
    private void Changed(Prefix prefix, int stratum)
    {
        Generation++;
        if (_bulk > 0)
        {
            _underlayChanged |= stratum < Strata - 1;
            return;
        }

        if (stratum < Strata - 1)
        {
            Resolve(stratum + 1, prefix);
        }

        _classes.Sweep();
    }

    private RouteClass ClassAt(int slice, int position) =>
        _classes[RouteKey.ClassOf(_store.Routes[_store.StartOf(slice) + position])];

    private int IndexOf(int slice, uint key, int first, RouteProtocol protocol, uint metric, int owner)
    {
        int start = _store.StartOf(slice);
        int count = _store.CountOf(slice);
        for (int i = first; i >= 0 && i < count && RouteKey.KeyOf(_store.Routes[start + i]) == key; i++)
        {
            if (_classes[RouteKey.ClassOf(_store.Routes[start + i])].IsNamed(protocol, metric, owner))
            {
                return i;
            }
        }

        return -1;
    }

    // Behind all candidates of the prefix that are better, or as good and older.
    private int PlaceOf(int slice, uint key, int first, RouteClass wanted)
    {
        int start = _store.StartOf(slice);
        int count = _store.CountOf(slice);
        int at = first < 0 ? ~first : first;
        while (at < count && RouteKey.KeyOf(_store.Routes[start + at]) == key
            && ClassAt(slice, at).CompareTo(wanted) <= 0)
        {
            at++;
        }

        return at;
    }
}
