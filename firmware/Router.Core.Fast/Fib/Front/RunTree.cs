using System;

namespace Router.Core.Fast;

/// <summary>
/// A whole table of at most 289 runs of equal answers (some 140 routes): a root of 16 keys and 17 nodes of 16 keys and
/// 17 answers, 2.3 KiB, made anew for each change. Keys are where runs begin, so it does not matter how long prefixes
/// are.
/// </summary>
internal sealed unsafe class RunTree
{
    public const int MaxRuns = NodeRuns * Nodes;

    private const int NodeRuns = RunTreeReader.Keys + 1;
    private const int Nodes = RunTreeReader.Keys + 1;

    // The runs, and room to write the next state aside.
    private uint[] _starts = new uint[MaxRuns + 1];
    private ushort[] _groups = new ushort[MaxRuns + 1];
    private uint[] _nextStarts = new uint[MaxRuns + 1];
    private ushort[] _nextGroups = new ushort[MaxRuns + 1];
    private int _next;

    /// <summary>Octets of the block that <see cref="Encode"/> fills.</summary>
    public static int BlockOctets => RunTreeReader.NodesAt + (Nodes << RunTreeReader.NodeShift);

    /// <summary>Runs now; 0 when the table has more than fit.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>Octets that lookups reach: lines of keys, and the answers beside them.</summary>
    public int TouchedOctets
    {
        get
        {
            int nodes = (Count + NodeRuns - 1) / NodeRuns;
            return RunTreeReader.NodesAt
                + (nodes * (RunTreeReader.AnswersAt + (NodeRuns * sizeof(ushort))));
        }
    }

    /// <summary>Forgets all: there is no route.</summary>
    public void Reset()
    {
        Count = 1;
        _starts[0] = 0;
        _groups[0] = 0;
    }

    /// <summary>There are too many runs.</summary>
    public void GiveUp() => Count = 0;

    /// <summary>Replaces the answers from one address up to another.</summary>
    /// <param name="from">The first address.</param>
    /// <param name="to">The one behind the last, up to 2^32.</param>
    /// <param name="runs">What they answer; its first run holds <paramref name="from"/>.</param>
    /// <param name="origin">The address that the starts of <paramref name="runs"/> count from.</param>
    /// <returns>False when nothing changed, or when the runs are too many now: then <see cref="Count"/> is 0.</returns>
    public bool Replace(uint from, ulong to, RunList runs, uint origin)
    {
        _next = 0;
        int at = 0;
        for (; at < Count && _starts[at] < from; at++)
        {
            Append(_starts[at], _groups[at]);
        }

        for (int i = 0; i < runs.Count; i++)
        {
            Append(Math.Max(from, origin + (uint)runs.Starts[i]), runs.Groups[i]);
        }

        // The old run that holds the address behind the part goes on there.
        int tail = at;
        while (tail < Count && _starts[tail] <= to)
        {
            tail++;
        }

        if (to <= uint.MaxValue)
        {
            Append((uint)to, _groups[tail - 1]);
        }

        for (; tail < Count; tail++)
        {
            Append(_starts[tail], _groups[tail]);
        }

        if (_next > MaxRuns)
        {
            Count = 0;
            return false;
        }

        if (_next == Count && _starts.AsSpan(0, Count).SequenceEqual(_nextStarts.AsSpan(0, Count))
            && _groups.AsSpan(0, Count).SequenceEqual(_nextGroups.AsSpan(0, Count)))
        {
            return false;
        }

        (_starts, _nextStarts) = (_nextStarts, _starts);
        (_groups, _nextGroups) = (_nextGroups, _groups);
        Count = _next;
        return true;
    }

    /// <summary>Writes what lookups read.</summary>
    public void Encode(byte* block)
    {
        *(int*)block = FrontKind.Tree;
        uint* root = (uint*)(block + RunTreeReader.RootAt);
        for (int node = 0; node < Nodes; node++)
        {
            // Behind the last run stand keys that only the last address of all reaches, with the last run's answer.
            byte* at = block + RunTreeReader.NodesAt + (node << RunTreeReader.NodeShift);
            ushort* answers = (ushort*)(at + RunTreeReader.AnswersAt);
            int first = node * NodeRuns;
            for (int i = 0; i < NodeRuns; i++)
            {
                answers[i] = _groups[Math.Min(first + i, Count - 1)];
                if (i > 0)
                {
                    ((uint*)at)[i - 1] = KeyOf(first + i);
                }
            }

            if (node > 0)
            {
                root[node - 1] = KeyOf(first);
            }
        }
    }

    private uint KeyOf(int run) => run < Count ? _starts[run] : uint.MaxValue;

    private void Append(uint start, ushort group)
    {
        if (_next > MaxRuns || (_next > 0 && _nextGroups[_next - 1] == group))
        {
            // There is room for one run too many, which tells that they do not fit.
            return;
        }

        _nextStarts[_next] = start;
        _nextGroups[_next++] = group;
    }
}
