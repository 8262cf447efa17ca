using System;
using System.IO;
using Router.Bench.Common;
using Router.Bench.Fib.Streams;
using Router.Bench.Fib.Tables;

namespace Router.Bench.Fib.Running;

/// <summary>
/// Writes what all contestants read. Each file: four 32-bit words (magic, family 4 or 6, records, most next hop), then
/// the records. Numbers are little-endian; an address is one such word, or for IPv6 sixteen octets in network order.
/// </summary>
/// <remarks>
/// table.bin, updates.bin: address, length, next hop (0: withdraw). NAME.bin: all addresses, then all answers.
/// watched.bin: all addresses, then three allowed answers for each.
/// </remarks>
public static class SharedFiles
{
    public const uint Magic = 0x3142_4652; // "RFB1"
    public const int HeaderSize = 16;
    public const string Table = "table.bin";
    public const string Updates = "updates.bin";
    public const string Watched = "watched.bin";

    public static string Stream(string name) => name + ".bin";

    public static void WriteTable(Scratch scratch, RouteSet routes)
    {
        using BinaryWriter file = Open(scratch, Table, routes, routes.Routes.Count);
        foreach (BenchRoute route in routes.Routes)
        {
            WriteRoute(file, routes.V6, route.Range, route.Hop);
        }
    }

    public static void WriteStream(Scratch scratch, RouteSet routes, QueryStream stream)
    {
        using BinaryWriter file = Open(scratch, Stream(stream.Name), routes, stream.Addresses.Length);
        foreach (UInt128 address in stream.Addresses)
        {
            WriteAddress(file, routes.V6, address);
        }

        foreach (int hop in stream.Expected)
        {
            file.Write(hop);
        }
    }

    public static void WriteUpdates(Scratch scratch, RouteSet routes, UpdatePlan plan)
    {
        using BinaryWriter updates = Open(scratch, Updates, routes, plan.Updates.Count);
        foreach (Update update in plan.Updates)
        {
            WriteRoute(updates, routes.V6, update.Range, update.Hop);
        }

        using BinaryWriter watched = Open(scratch, Watched, routes, plan.Watched.Count);
        foreach (Watched one in plan.Watched)
        {
            WriteAddress(watched, routes.V6, one.Address);
        }

        foreach (Watched one in plan.Watched)
        {
            watched.Write(one.First);
            watched.Write(one.Second);
            watched.Write(one.Third);
        }
    }

    private static BinaryWriter Open(Scratch scratch, string name, RouteSet routes, int records)
    {
        var file = new BinaryWriter(new BufferedStream(File.Create(scratch[name]), 1 << 16));
        foreach (uint word in (ReadOnlySpan<uint>)[Magic, routes.V6 ? 6u : 4u, (uint)records, (uint)routes.Hops])
        {
            file.Write(word);
        }

        return file;
    }

    private static void WriteRoute(BinaryWriter file, bool v6, IpRange range, int hop)
    {
        WriteAddress(file, v6, range.Address);
        file.Write(range.Length);
        file.Write(hop);
    }

    private static void WriteAddress(BinaryWriter file, bool v6, UInt128 address)
    {
        if (!v6)
        {
            file.Write((uint)(address >> 96));
            return;
        }

        Span<byte> octets = stackalloc byte[16];
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(octets, address);
        file.Write(octets);
    }
}
