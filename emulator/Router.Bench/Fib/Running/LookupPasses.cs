using System;
using System.Numerics;

namespace Router.Bench.Fib.Running;

/// <summary>
/// The loops that are timed. Each adds up all answers, so that none can be left out and a wrong one shows; the sum
/// wraps at 32 bits.
/// </summary>
internal static class LookupPasses
{
    /// <summary>Addresses a call: what a forwarder has in hand when a burst of frames has come.</summary>
    public const int Batch = 32;

    /// <param name="structure">A struct, so that its call is compiled into the loop.</param>
    /// <param name="addresses">The queries.</param>
    public static uint Batched<TAddress, TStructure>(TStructure structure, ReadOnlySpan<TAddress> addresses)
        where TAddress : unmanaged
        where TStructure : struct, IBatchLookup<TAddress>
    {
        Span<int> hops = stackalloc int[Batch];
        Vector<uint> sums = default;
        uint sum = 0;
        for (; addresses.Length >= Batch; addresses = addresses[Batch..])
        {
            structure.Lookup(addresses[..Batch], hops);
            for (int i = 0; i < Batch; i += Vector<int>.Count)
            {
                sums += Vector.AsVectorUInt32(new Vector<int>(hops[i..]));
            }
        }

        hops = hops[..addresses.Length];
        structure.Lookup(addresses, hops);
        foreach (int hop in hops)
        {
            sum += (uint)hop;
        }

        return sum + Vector.Sum(sums);
    }

    /// <summary>
    /// One address after the other, each made from the answer before it: a mask that is zero only when the program runs
    /// makes the processor wait for that answer, and changes no address.
    /// </summary>
    public static uint Chained<TAddress>(
        ILookupStructure<TAddress> structure,
        ReadOnlySpan<TAddress> addresses,
        Func<TAddress, uint, TAddress> chained,
        uint zero)
        where TAddress : unmanaged
    {
        uint sum = 0;
        uint last = 0;
        foreach (TAddress address in addresses)
        {
            last = (uint)structure.Lookup(chained(address, last & zero));
            sum += last;
        }

        return sum;
    }
}
