using System;

namespace Router.Core.Fast;

/// <summary>Where the answer changes inside a prefix: what nodes are built from.</summary>
internal sealed class Runs6
{
    private readonly UInt128[] _lasts = new UInt128[130];
    private readonly int[] _groups = new int[130];
    private UInt128[] _starts = new UInt128[64];
    private int[] _answers = new int[64];

    public int Count { get; private set; }

    public UInt128 StartAt(int run) => _starts[run];

    public int GroupAt(int run) => _answers[run];

    /// <summary>Sweeps over routes inside a prefix that are longer than it.</summary>
    public void Sweep(RouteList6? routes, UInt128 address, int length, int cover)
    {
        Count = 0;
        int depth = 0;
        UInt128 next = address;
        _lasts[0] = address | ~RouteList6.Mask(length);
        _groups[0] = cover;
        int end = routes?.Behind(address, length) ?? 0;
        for (int i = routes?.From(address, length) ?? 0; i < end; i++)
        {
            UInt128 first = routes!.AddressAt(i);
            for (; _lasts[depth] < first; depth--)
            {
                next = Leave(next, depth);
            }

            if (next < first)
            {
                Add(next, _groups[depth]);
                next = first;
            }

            depth++;
            _lasts[depth] = first | ~RouteList6.Mask(routes.LengthAt(i));
            _groups[depth] = routes.GroupAt(i);
        }

        // Those that end with the whole range leave nothing to the ones around them.
        do
        {
            next = Leave(next, depth);
        }
        while (_lasts[depth--] != _lasts[0]);
    }

    private UInt128 Leave(UInt128 next, int depth)
    {
        if (next <= _lasts[depth])
        {
            Add(next, _groups[depth]);
            next = _lasts[depth] + 1;
        }

        return next;
    }

    private void Add(UInt128 start, int group)
    {
        if (Count > 0 && _answers[Count - 1] == group)
        {
            return;
        }

        if (Count == _starts.Length)
        {
            Array.Resize(ref _starts, Count * 2);
            Array.Resize(ref _answers, Count * 2);
        }

        _starts[Count] = start;
        _answers[Count++] = group;
    }
}
