using System;

namespace Router.Bgp;

/// <summary>
/// The prefixes whose best path changed, in the order of the decisions. Every established peer reads at its own speed
/// and remembers its place; what all have read is dropped. Places are serial numbers that wrap.
/// </summary>
internal sealed class ChangeLog
{
    private const int Smallest = 16;
    private const int KeepUpTo = 1024;

    private int[] _ring = Array.Empty<int>();

    /// <summary>The oldest place that is still there.</summary>
    public uint Start { get; private set; }

    /// <summary>The place that the next change gets.</summary>
    public uint End { get; private set; }

    public int Count => (int)(End - Start);

    public long Octets => _ring.Length * 4L;

    public int this[uint place] => _ring[place & (uint)(_ring.Length - 1)];

    public uint Append(int prefix)
    {
        if (Count == _ring.Length)
        {
            Resize(Math.Max(Smallest, _ring.Length * 2));
        }

        _ring[End & (uint)(_ring.Length - 1)] = prefix;
        return End++;
    }

    public void Move(uint from, uint to) => _ring[to & (uint)(_ring.Length - 1)] = this[from];

    /// <summary>Drops everything before a place.</summary>
    public void Trim(uint place)
    {
        Start = place;
        if (Count == 0 && _ring.Length > KeepUpTo)
        {
            _ring = Array.Empty<int>();
        }
    }

    private void Resize(int size)
    {
        int[] larger = new int[size];
        for (uint place = Start; place != End; place++)
        {
            larger[place & (uint)(size - 1)] = this[place];
        }

        _ring = larger;
    }
}
