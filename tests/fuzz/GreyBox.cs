using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Runtime.InteropServices;
using Router.Wire;

namespace Router.Fuzz;

/// <summary>
/// A small fuzzer of our own for machines that have neither AFL nor libFuzzer. It mutates the corpus, and keeps what
/// reaches new places where the libraries were instrumented (see README); every broken promise is a file.
/// </summary>
internal sealed unsafe class GreyBox
{
    private const int MapSize = 1 << 16;
    private const int Largest = 6000;
    private const long SlowMilliseconds = 2000;

    private readonly FuzzTarget _target;
    private readonly RandomStream _random;
    private readonly Mutator _mutator;
    private readonly List<byte[]> _queue = [];
    private readonly byte[] _seen = new byte[MapSize];
    private readonly byte* _map = (byte*)NativeMemory.AllocZeroed(MapSize);
    private readonly HashSet<string> _reasons = [];

    public GreyBox(FuzzTarget target, ulong seed)
    {
        // First of all: instrumented code writes there, and the random numbers come from Router.Wire.
        SharpFuzz.Common.Trace.SharedMem = _map;
        _target = target;
        _random = new RandomStream(seed, target.Name);
        _mutator = new Mutator(_random);
    }

    public int Findings { get; private set; }

    public long Runs { get; private set; }

    /// <summary>Runs until the time is over; findings go to the folder.</summary>
    public void Run(string corpus, string findings, TimeSpan time)
    {
        foreach (string file in Directory.GetFiles(corpus))
        {
            _queue.Add(File.ReadAllBytes(file));
        }

        _queue.AddRange(BadInputSeeds.Of(_target.Name));
        foreach (byte[] seed in _queue)
        {
            Try(seed, findings);
        }

        Stopwatch watch = Stopwatch.StartNew();
        while (watch.Elapsed < time)
        {
            byte[] input = _mutator.Mutate(_queue, Largest);
            if (Try(input, findings))
            {
                _queue.Add(input);
            }
        }

        Console.WriteLine($"{_target.Name}: {Runs} runs in {watch.Elapsed.TotalSeconds:0} s, {_queue.Count} inputs, "
            + $"{Findings} findings");
    }

    /// <summary>Says whether the input reached a new place.</summary>
    private bool Try(byte[] input, string findings)
    {
        new Span<byte>(_map, MapSize).Clear();
        SharpFuzz.Common.Trace.PrevLocation = 0;
        Stopwatch watch = Stopwatch.StartNew();
        try
        {
            _target.Run(input);
            if (watch.ElapsedMilliseconds > SlowMilliseconds)
            {
                Keep(input, findings, "slow");
            }
        }
        catch (Exception broken)
        {
            Keep(input, findings, broken.ToString());
        }

        Runs++;
        bool isNew = false;
        for (int i = 0; i < MapSize; i++)
        {
            if (_map[i] != 0)
            {
                // AFL's buckets: how often a place was passed, roughly.
                byte bucket = (byte)(1 << (8 - System.Numerics.BitOperations.LeadingZeroCount((uint)_map[i] << 24)));
                bucket = bucket == 0 ? (byte)128 : bucket;
                isNew |= (_seen[i] & bucket) == 0;
                _seen[i] |= bucket;
            }
        }

        return isNew;
    }

    private void Keep(byte[] input, string findings, string reason)
    {
        Findings++;
        if (!_reasons.Add(reason))
        {
            return;
        }

        Directory.CreateDirectory(findings);
        string file = Path.Combine(findings, $"{_target.Name}-{_reasons.Count}.bin");
        File.WriteAllBytes(file, input);
        Console.WriteLine(file + ": " + reason);
    }
}
