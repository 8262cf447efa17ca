using System;
using System.Runtime.InteropServices;

namespace Router.Core.Fast;

/// <summary>
/// Neighbouring addresses with one answer: where each run starts and its group; it ends where the next one starts.
/// Equal neighbours are one run. Native and reused, so that publishing allocates nothing.
/// </summary>
internal sealed unsafe class RunList : IDisposable
{
    private int _capacity = 64;

    public RunList() => Resize();

    public int Count { get; private set; }

    public int* Starts { get; private set; }

    public ushort* Groups { get; private set; }

    /// <summary>The largest group since <see cref="Clear"/>.</summary>
    public int MaxGroup { get; private set; }

    public void Clear()
    {
        Count = 0;
        MaxGroup = 0;
    }

    /// <summary>The run that holds an address, looked for from another on.</summary>
    public int Find(int address, int from)
    {
        while (from + 1 < Count && Starts[from + 1] <= address)
        {
            from++;
        }

        return from;
    }

    /// <summary>Where a run ends; the last one does at <paramref name="end"/>.</summary>
    public int EndOf(int run, int end) => run + 1 < Count ? Starts[run + 1] : end;

    public void Append(int start, int group)
    {
        if (Count > 0 && Groups[Count - 1] == group)
        {
            return;
        }

        if (Count == _capacity)
        {
            _capacity *= 2;
            Resize();
        }

        MaxGroup = Math.Max(MaxGroup, group);
        Starts[Count] = start;
        Groups[Count++] = (ushort)group;
    }

    /// <summary>True when between two cells of a record runs start at the beginning of cells only.</summary>
    public bool FitCells(int cell, int origin, int first, int end)
    {
        int odd = 0;
        int from = origin + (first << cell);
        int to = origin + (end << cell);
        for (int i = 0; i < Count; i++)
        {
            odd |= Starts[i] > from && Starts[i] < to ? Starts[i] : 0;
        }

        return (odd & ((1 << cell) - 1)) == 0;
    }

    public void Dispose()
    {
        NativeMemory.Free(Starts);
        NativeMemory.Free(Groups);
        Starts = null;
        Groups = null;
        _capacity = 0;
    }

    private void Resize()
    {
        Starts = (int*)NativeMemory.Realloc(Starts, (nuint)_capacity * sizeof(int));
        Groups = (ushort*)NativeMemory.Realloc(Groups, (nuint)_capacity * sizeof(ushort));
    }
}
