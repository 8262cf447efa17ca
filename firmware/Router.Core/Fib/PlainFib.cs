using System;
using System.Collections.Generic;
using System.Threading;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// The plainest <see cref="IFib"/>: where in the address space the answer changes, in one sorted array, copied at every
/// change. The compact ones are held against it.
/// </summary>
public sealed class PlainFib : IFib
{
    private Runs _runs = new(new uint[1], new ushort[1]);

    public FibMemory Memory => new(0, _runs.Starts.Length * 6L, 0);

    public int Lookup(Ipv4Address address)
    {
        Runs runs = Volatile.Read(ref _runs);
        return runs.Groups[runs.IndexOf(address.Value)];
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        for (int i = 0; i < addresses.Length; i++)
        {
            groups[i] = Lookup(addresses[i]);
        }
    }

    public void Publish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed)
    {
        var bounds = new List<(uint Start, ushort Group)> { ((uint)slice << 16, (ushort)cover) };
        var around = new Stack<(uint End, ushort Group)>();
        around.Push((0x1_0000, (ushort)cover));
        uint before = 0;
        for (int i = start; i < start + count; i++)
        {
            uint key = RouteKey.KeyOf(routes[i]);
            ushort group = groups[RouteKey.ClassOf(routes[i])];
            if (group == 0 || key == before)
            {
                continue;
            }

            before = key;
            uint first = RouteKey.BitsOf(key);
            Leave(around, bounds, slice, first);
            bounds.Add((((uint)slice << 16) | first, group));
            around.Push((first + (0x1_0000u >> RouteKey.LengthOf(key)), group));
        }

        Leave(around, bounds, slice, 0xffff);
        Replace((uint)slice << 16, ((ulong)slice + 1) << 16, bounds);
    }

    public void PublishUniform(int first, int count, int cover) => Replace(
        (uint)first << 16, (ulong)(first + count) << 16, new() { ((uint)first << 16, (ushort)cover) });

    public void Dispose()
    {
    }

    // Behind each prefix that ends up to here, the one around it answers again.
    private static void Leave(
        Stack<(uint End, ushort Group)> around, List<(uint Start, ushort Group)> bounds, int slice, uint upTo)
    {
        while (around.Peek().End <= upTo)
        {
            uint end = around.Pop().End;
            bounds.Add((((uint)slice << 16) | end, around.Peek().Group));
        }
    }

    private void Replace(uint from, ulong to, List<(uint Start, ushort Group)> bounds)
    {
        var starts = new List<uint>();
        var groups = new List<ushort>();
        for (int i = 0; i < _runs.Starts.Length && _runs.Starts[i] < from; i++)
        {
            Add(_runs.Starts[i], _runs.Groups[i]);
        }

        foreach ((uint start, ushort group) in bounds)
        {
            Add(start, group);
        }

        if (to <= uint.MaxValue)
        {
            int at = _runs.IndexOf((uint)to);
            Add((uint)to, _runs.Groups[at]);
            for (at++; at < _runs.Starts.Length; at++)
            {
                Add(_runs.Starts[at], _runs.Groups[at]);
            }
        }

        Volatile.Write(ref _runs, new Runs(starts.ToArray(), groups.ToArray()));

        void Add(uint start, ushort group)
        {
            // A run without addresses gives way; one like the run before it joins that.
            if (starts.Count > 0 && starts[^1] == start)
            {
                starts.RemoveAt(starts.Count - 1);
                groups.RemoveAt(groups.Count - 1);
            }

            if (groups.Count == 0 || groups[^1] != group)
            {
                starts.Add(start);
                groups.Add(group);
            }
        }
    }

    private sealed class Runs
    {
        public readonly uint[] Starts;
        public readonly ushort[] Groups;

        public Runs(uint[] starts, ushort[] groups)
        {
            Starts = starts;
            Groups = groups;
        }

        public int IndexOf(uint address)
        {
            int at = Array.BinarySearch(Starts, address);
            return at >= 0 ? at : ~at - 1;
        }
    }
}
