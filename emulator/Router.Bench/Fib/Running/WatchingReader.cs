using System;
using System.Runtime.InteropServices;
using System.Threading;
using Router.Hal.Linux;

namespace Router.Bench.Fib.Running;

/// <summary>
/// Looks addresses up on another core while the table changes, and holds each answer against the three that may be
/// right.
/// </summary>
internal sealed class WatchingReader<TAddress> : IDisposable
    where TAddress : unmanaged
{
    private readonly ILookupStructure<TAddress> _structure;
    private readonly RecordFile _file;
    private readonly Func<TAddress, string> _text;
    private readonly int _core;
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _running = new();
    private AnswerCheck _check;
    private Exception? _failure;
    private bool _stop;

    public WatchingReader(
        ILookupStructure<TAddress> structure, string folder, Func<TAddress, string> text, int core)
    {
        _structure = structure;
        _file = new RecordFile(folder, SharedFiles.Watched);
        _text = text;
        _core = core;
        _thread = new Thread(Run) { IsBackground = true, Name = "reader" };
    }

    /// <summary>Returns when the reader has been through all addresses once.</summary>
    public void Start()
    {
        _thread.Start();
        _running.Wait();
    }

    public AnswerCheck Stop()
    {
        Volatile.Write(ref _stop, true);
        _thread.Join();
        return _failure is null ? _check : throw new InvalidOperationException("the reader failed", _failure);
    }

    public void Dispose() => _running.Dispose();

    private void Run()
    {
        try
        {
            ThreadScheduling.Pin(_core);
            int reader = _structure.Enter();
            do
            {
                Pass(reader);
                _running.Set();
            }
            while (!Volatile.Read(ref _stop));
            _structure.Leave(reader);
        }
        catch (Exception e)
        {
            // Reported by Stop on the thread that measures; an exception here would end the process without a word.
            _failure = e;
        }
        finally
        {
            _running.Set();
        }
    }

    private void Pass(int reader)
    {
        ReadOnlySpan<TAddress> addresses = _file.Records<TAddress>(0, _file.Count);
        ReadOnlySpan<WatchedAnswers> allowed = _file.Records<WatchedAnswers>(
            _file.Count * Marshal.SizeOf<TAddress>(), _file.Count);
        Span<int> hops = stackalloc int[LookupPasses.Batch];
        for (int i = 0; i < addresses.Length; i += hops.Length)
        {
            hops = hops[..Math.Min(hops.Length, addresses.Length - i)];
            _structure.Lookup(addresses.Slice(i, hops.Length), hops);
            _structure.Rest(reader);
            for (int j = 0; j < hops.Length; j++)
            {
                if (allowed[i + j].Allow(hops[j]))
                {
                    _check.Right();
                }
                else
                {
                    _check.Fail($"during updates {_text(addresses[i + j])}: {hops[j]} instead of {allowed[i + j]}");
                }
            }
        }
    }
}
