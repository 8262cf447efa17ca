using System;

namespace Router.Core.Fast;

/// <summary>A record taken apart: its runs over 256 cells, and children where cells are divided further.</summary>
/// <remarks>Lives on the writer's stack, see <see cref="Octets"/>.</remarks>
internal unsafe ref struct CellRuns
{
    public const int Cells = 256;

    /// <summary>Marks a value that is the number of a divided cell; others are groups.</summary>
    public const int Split = 0x8000;

    /// <summary>Addresses of a child.</summary>
    public const int ChildCells = 64;

    /// <summary>What <see cref="CellRuns(byte*, int)"/> wants.</summary>
    public const int Octets = Cells + (Cells * sizeof(ushort)) + (Cells * 4 * sizeof(uint));

    public CellRuns(byte* memory, int cell)
    {
        // Children first, for alignment.
        Children = (uint*)memory;
        Values = (ushort*)(memory + (Cells * 4 * sizeof(uint)));
        Starts = memory + (Cells * 4 * sizeof(uint)) + (Cells * sizeof(ushort));
        Cell = cell;
    }

    public int Count { get; set; }

    /// <summary>How many cells are divided.</summary>
    public int Splits { get; set; }

    /// <summary>Log2 of the addresses in a cell.</summary>
    public int Cell { get; }

    /// <summary>Children of each divided cell: one for /26, four for /24.</summary>
    public readonly int PerSplit => 1 << (Cell - 6);

    public byte* Starts { get; }

    public ushort* Values { get; }

    /// <summary>Places of children, those of one cell together.</summary>
    public uint* Children { get; }

    /// <summary>Adds a run; equal neighbours become one.</summary>
    public void Append(int start, int value)
    {
        if (Count > 0 && Values[Count - 1] == value)
        {
            return;
        }

        Starts[Count] = (byte)start;
        Values[Count++] = (ushort)value;
    }

    /// <summary>Adds a divided cell; the caller then writes its children.</summary>
    public uint* AppendSplit(int start)
    {
        Starts[Count] = (byte)start;
        Values[Count++] = (ushort)(Split | Splits);
        return Children + (Splits++ * PerSplit);
    }

    /// <summary>Copies the runs of another record from one cell up to another.</summary>
    public void AppendPart(in CellRuns other, int from, int to)
    {
        for (int i = other.Find(from); i < other.Count && other.Starts[i] < to; i++)
        {
            int start = Math.Max(other.Starts[i], from);
            int value = other.Values[i];
            if (value < Split)
            {
                Append(start, value);
                continue;
            }

            uint* source = other.ChildrenOf(value);
            uint* target = AppendSplit(start);
            for (int j = 0; j < PerSplit; j++)
            {
                target[j] = source[j];
            }
        }
    }

    public readonly uint* ChildrenOf(int value) => Children + ((value & ~Split) * PerSplit);

    /// <summary>The run that holds a cell; <see cref="Count"/> for the end.</summary>
    public readonly int Find(int cell)
    {
        int first = 0;
        int count = Count;
        while (count > 0)
        {
            int half = count >> 1;
            bool before = Starts[first + half] <= cell;
            first = before ? first + half + 1 : first;
            count = before ? count - half - 1 : half;
        }

        return cell >= Cells ? Count : first - 1;
    }
}
