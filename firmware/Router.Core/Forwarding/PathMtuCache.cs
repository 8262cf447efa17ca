using Router.Wire;

namespace Router.Core;

/// <summary>
/// Path MTUs learned from ICMP, for a bounded number of destinations (RFC 1191 §6). They expire by themselves.
/// </summary>
internal sealed class PathMtuCache
{
    private readonly Ipv4Address[] _addresses;
    private readonly int[] _mtus;
    private readonly Instant[] _expiries;
    private readonly Duration _lifetime;
    private int _count;

    public PathMtuCache(int capacity, Duration lifetime)
    {
        _addresses = new Ipv4Address[capacity];
        _mtus = new int[capacity];
        _expiries = new Instant[capacity];
        _lifetime = lifetime;
    }

    /// <summary>The smaller of <paramref name="mtu"/> and what was learned for the destination.</summary>
    public int Limit(Ipv4Address destination, int mtu, Instant now)
    {
        int at = Find(destination);
        return at >= 0 && now < _expiries[at] && _mtus[at] < mtu ? _mtus[at] : mtu;
    }

    /// <summary>Until when <see cref="Limit"/> says what it says now.</summary>
    public Instant Until(Ipv4Address destination, Instant now)
    {
        int at = Find(destination);
        return at >= 0 && now < _expiries[at] ? _expiries[at] : Instant.Never;
    }

    /// <summary>Lowers the MTU of a destination; false when it is that low already.</summary>
    public bool Lower(Ipv4Address destination, int mtu, Instant now)
    {
        int at = Find(destination);
        bool known = at >= 0 && now < _expiries[at];
        if (known && _mtus[at] < mtu)
        {
            return false;
        }

        bool lower = !known || _mtus[at] != mtu;
        if (at < 0)
        {
            at = Slot();
            _addresses[at] = destination;
        }

        _mtus[at] = mtu;
        _expiries[at] = now + _lifetime;
        return lower;
    }

    /// <summary>RFC 1191 §7: the next lower plateau, for routers that do not tell their MTU.</summary>
    public static int Plateau(int length)
    {
        int mtu = Ipv4Header.MinimumMtu;
        foreach (int plateau in Plateaus)
        {
            if (plateau < length)
            {
                mtu = plateau;
                break;
            }
        }

        return mtu;
    }

    private static System.ReadOnlySpan<short> Plateaus =>
        new short[] { 32000, 17914, 8166, 4352, 2002, 1492, 1006, 508, 296, 68 };

    private int Find(Ipv4Address destination)
    {
        for (int i = 0; i < _count; i++)
        {
            if (_addresses[i] == destination)
            {
                return i;
            }
        }

        return -1;
    }

    private int Slot()
    {
        if (_count < _addresses.Length)
        {
            return _count++;
        }

        int oldest = 0;
        for (int i = 1; i < _count; i++)
        {
            if (_expiries[i] < _expiries[oldest])
            {
                oldest = i;
            }
        }

        return oldest;
    }
}
