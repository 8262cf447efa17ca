using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using Router.Hal.Linux;

namespace Router.Bench.Fib.Running;

/// <summary>
/// Builds one structure, checks each of its answers, and times it. All times are processor time of the measuring
/// thread: what a neighbour takes away is not counted.
/// </summary>
internal sealed class Measurement<TAddress>
    where TAddress : unmanaged
{
    private const long SampleTime = 25_000_000;

    private readonly ILookupStructure<TAddress> _structure;
    private readonly string _folder;
    private readonly Func<TAddress, string> _text;

    public Measurement(ILookupStructure<TAddress> structure, string folder, Func<TAddress, string> text)
    {
        _structure = structure;
        _folder = folder;
        _text = text;
    }

    public required int Samples { get; init; }

    /// <summary>Where the reader runs while updates are made.</summary>
    public required int OtherCore { get; init; }

    /// <summary>An address made from another one and some bits of an answer.</summary>
    public required Func<TAddress, uint, TAddress> Chained { get; init; }

    // Not a constant: the compiler must not know that it is zero.
    private uint Zero { get; } = uint.Parse("0", System.Globalization.CultureInfo.InvariantCulture);

    public void Run(RecordFile table, IEnumerable<string> streams, Action<ContestantLine> print)
    {
        long start = ThreadScheduling.CpuTime;
        _structure.Build(table.Records<RouteRecord<TAddress>>(0, table.Count));
        double milliseconds = (ThreadScheduling.CpuTime - start) / 1e6;
        StructureMemory memory = _structure.Memory;
        print(new ContestantLine
        {
            Kind = "build",
            Milliseconds = milliseconds,
            Touched = memory.Touched,
            Fib = memory.Fib,
            Rib = memory.Rib,
        });
        foreach (string stream in streams)
        {
            print(stream == "updates" ? Updates() : Stream(stream));
        }
    }

    private ContestantLine Stream(string name)
    {
        RecordFile file = new(_folder, SharedFiles.Stream(name));
        ReadOnlySpan<TAddress> addresses = file.Records<TAddress>(0, file.Count);
        ReadOnlySpan<int> expected = file.Records<int>(file.Count * Marshal.SizeOf<TAddress>(), file.Count);
        bool chain = name == "chain";
        AnswerCheck check = default;
        Verify(addresses, expected, chain, ref check);

        var pass = new EndlessPass(expected);
        double[] rates = new double[Samples];
        for (int i = 0; i < rates.Length; i++)
        {
            rates[i] = Sample(name, addresses, chain, pass, ref check);
        }

        return check.Into(new ContestantLine { Kind = "stream", Name = name, Rates = rates });
    }

    private void Verify(
        ReadOnlySpan<TAddress> addresses, ReadOnlySpan<int> expected, bool single, ref AnswerCheck check)
    {
        Span<int> hops = stackalloc int[LookupPasses.Batch];
        for (int i = 0; i < addresses.Length; i += hops.Length)
        {
            hops = hops[..Math.Min(hops.Length, addresses.Length - i)];
            if (single)
            {
                for (int j = 0; j < hops.Length; j++)
                {
                    hops[j] = _structure.Lookup(addresses[i + j]);
                }
            }
            else
            {
                _structure.Lookup(addresses.Slice(i, hops.Length), hops);
            }

            for (int j = 0; j < hops.Length; j++)
            {
                if (hops[j] == expected[i + j])
                {
                    check.Right();
                }
                else
                {
                    check.Fail($"{_text(addresses[i + j])}: {hops[j]} instead of {expected[i + j]}");
                }
            }
        }
    }

    private double Sample(
        string name, ReadOnlySpan<TAddress> addresses, bool chain, EndlessPass pass, ref AnswerCheck check)
    {
        long lookups = 0;
        long start = ThreadScheduling.CpuTime;
        long spent;
        do
        {
            ReadOnlySpan<TAddress> stretch = addresses[pass.Stretch];
            uint sum = chain
                ? LookupPasses.Chained(_structure, stretch, Chained, Zero)
                : _structure.Sum(stretch);
            lookups += stretch.Length;
            if (sum != pass.Right)
            {
                check.Fail($"{name}: timed answers add up to {sum} instead of {pass.Right}");
            }

            pass.Next();
            spent = ThreadScheduling.CpuTime - start;
        }
        while (spent < SampleTime);
        return lookups * 1e3 / spent;
    }

    private ContestantLine Updates()
    {
        var file = new RecordFile(_folder, SharedFiles.Updates);
        ReadOnlySpan<RouteRecord<TAddress>> updates = file.Records<RouteRecord<TAddress>>(0, file.Count);
        using var reader = new WatchingReader<TAddress>(_structure, _folder, _text, OtherCore);
        reader.Start();
        long start = ThreadScheduling.CpuTime;
        foreach (ref readonly RouteRecord<TAddress> update in updates)
        {
            _structure.Update(update);
        }

        long spent = Math.Max(1, ThreadScheduling.CpuTime - start);
        AnswerCheck check = reader.Stop();
        RecordFile after = new(_folder, SharedFiles.Stream("after"));
        Verify(
            after.Records<TAddress>(0, after.Count),
            after.Records<int>(after.Count * Marshal.SizeOf<TAddress>(), after.Count),
            single: false,
            ref check);
        StructureMemory memory = _structure.Memory;
        return check.Into(new ContestantLine
        {
            Kind = "updates",
            Rate = updates.Length * 1e3 / spent,
            Touched = memory.Touched,
            Fib = memory.Fib,
            Rib = memory.Rib,
        });
    }
}
