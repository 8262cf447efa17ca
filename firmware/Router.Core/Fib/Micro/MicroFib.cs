using System;
using System.Threading;
using Router.Wire;

namespace Router.Core;

/// <summary>
/// <see cref="MicroTable"/> as a forwarding table. Where there are threads, a reader that meets a change begins again
/// and may wait for its end, some microseconds, or as long as the array needs to move together when it is full: the one
/// forwarding table whose readers can wait. In exchange all of it is one array, without copies and epochs.
/// </summary>
public sealed class MicroFib : IFib
{
    // Addresses between two looks at the version.
    private const int Stretch = 64;

    private readonly MicroTable _table;
    private int _version;

    /// <summary>Allocates as it needs.</summary>
    public MicroFib()
    {
        _table = new MicroTable();
    }

    /// <summary>Of fixed size; see <see cref="MicroTable(int, int, int)"/>.</summary>
    public MicroFib(int capacity, int runs, int inner)
    {
        _table = new MicroTable(capacity, runs, inner);
    }

    /// <summary>Changes for which there was no room: what they were about answers as before.</summary>
    public int Refused => _table.Refused;

    public FibMemory Memory => new(_table.IndexOctets, _table.BlockOctets, _table.SlackOctets);

    public int Lookup(Ipv4Address address)
    {
        Span<int> group = stackalloc int[1];
        LookupUntilDone([address], group);
        return group[0];
    }

    public void Lookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        while (addresses.Length > 0)
        {
            int count = Math.Min(addresses.Length, Stretch);
            if (!TryLookup(addresses.Slice(0, count), groups))
            {
                // Under a storm of changes a long look never finds a quiet moment: short ones do.
                for (int i = 0; i < count; i++)
                {
                    LookupUntilDone(addresses.Slice(i, 1), groups.Slice(i, 1));
                }
            }

            addresses = addresses.Slice(count);
            groups = groups.Slice(count);
        }
    }

    public void Publish(int slice, uint[] routes, int start, int count, ushort[] groups, int cover, uint changed)
    {
        Begin();
        try
        {
            _table.Publish(slice, routes, start, count, groups, cover, changed);
        }
        finally
        {
            End();
        }
    }

    public void PublishUniform(int first, int count, int cover)
    {
        Begin();
        try
        {
            _table.PublishUniform(first, count, cover);
        }
        finally
        {
            End();
        }
    }

    public void Dispose()
    {
        // Everything is an array of the collector.
    }

    private void LookupUntilDone(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        var wait = default(SpinWait);
        while (!TryLookup(addresses, groups))
        {
            wait.SpinOnce();
        }
    }

    private bool TryLookup(ReadOnlySpan<Ipv4Address> addresses, Span<int> groups)
    {
        // An even version that is the same before and after means that no octet changed in between.
        int version = Volatile.Read(ref _version);
        if ((version & 1) != 0)
        {
            return false;
        }

        try
        {
            for (int i = 0; i < addresses.Length; i++)
            {
                groups[i] = _table.Find(addresses[i].Value);
            }
        }
        catch (IndexOutOfRangeException) when (Volatile.Read(ref _version) != version)
        {
            // Half of a change was read as a place: the answer would have been thrown away.
            return false;
        }

        AcquireReads();
        return Volatile.Read(ref _version) == version;
    }

    private void Begin()
    {
        Volatile.Write(ref _version, _version + 1);
#if NET
        Volatile.WriteBarrier();
#endif
    }

    private void End() => Volatile.Write(ref _version, _version + 1);

    // netstandard2.1 has no such barriers: its boards have one core, where order within a thread is enough.
    private static void AcquireReads()
    {
#if NET
        Volatile.ReadBarrier();
#endif
    }
}
