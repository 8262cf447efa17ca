namespace Router.Tcp;

/// <summary>
/// Which ranges beyond RCV.NXT are already stored in the receive ring. Bounded: a segment that would open one range too
/// many is not stored, and its sender retransmits it.
/// </summary>
internal sealed class Reassembly
{
    public const int MaxRanges = 16;

    private readonly TcpSequence[] _starts = new TcpSequence[MaxRanges];
    private readonly TcpSequence[] _ends = new TcpSequence[MaxRanges];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>
    /// Adds [start, end), merging what touches. False when it needs a range that there is no room for.
    /// </summary>
    public bool TryAdd(TcpSequence start, TcpSequence end)
    {
        int first = 0;
        while (first < Count && _ends[first] < start)
        {
            first++;
        }

        int next = first;
        while (next < Count && _starts[next] <= end)
        {
            start = TcpSequence.Min(start, _starts[next]);
            end = TcpSequence.Max(end, _ends[next]);
            next++;
        }

        if (next == first && Count == MaxRanges)
        {
            return false;
        }

        Move(next, first + 1);
        _starts[first] = start;
        _ends[first] = end;
        return true;
    }

    /// <summary>Takes out what the edge has reached and gives the edge after it.</summary>
    public TcpSequence Advance(TcpSequence edge)
    {
        int reached = 0;
        while (reached < Count && _starts[reached] <= edge)
        {
            edge = TcpSequence.Max(edge, _ends[reached]);
            reached++;
        }

        Move(reached, 0);
        return edge;
    }

    private void Move(int from, int to)
    {
        int tail = Count - from;
        System.Array.Copy(_starts, from, _starts, to, tail);
        System.Array.Copy(_ends, from, _ends, to, tail);
        Count = to + tail;
    }
}
