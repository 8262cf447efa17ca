using System;
using Router.Core;
using Router.Core.Fast;
using Router.Wire;

namespace Router.Benchmarks;

/// <summary>
/// The table of a Calico node for micro benchmarks: 4,096 blocks of a /26 in 10.16.0.0/12, every fourth one, 250 next
/// hops. Whole tables, beside others, are measured by <c>router bench fib</c>.
/// </summary>
internal static class Tables
{
    public const int Blocks = 4096;
    private const uint Pool = 0x0a10_0000;

    public static PrefixTable Make(IFib fib)
    {
        var table = new PrefixTable(fib);
        table.BeginBulk();
        for (int i = 0; i < Blocks; i++)
        {
            table.Set(Block(i), 1 + (i % 250));
        }

        table.EndBulk();
        return table;
    }

    public static IFib Fib(string structure) => structure switch
    {
        "slice" => new SliceFib(),
        "micro" => new MicroFib(),
        _ => throw new ArgumentException($"no structure '{structure}'", nameof(structure)),
    };

    public static Prefix Block(int number) => new(new Ipv4Address(Pool + ((uint)number * 256)), 26);

    /// <summary>Addresses inside of random blocks.</summary>
    public static Ipv4Address[] Hits(int count)
    {
        var random = new RandomStream(1, "hits");
        Ipv4Address[] addresses = new Ipv4Address[count];
        for (int i = 0; i < count; i++)
        {
            addresses[i] = new(Block((int)random.NextBelow(Blocks)).Address.Value + random.NextBelow(64));
        }

        return addresses;
    }
}
