using System;
using System.Threading;

namespace Router.Core.Fast;

/// <summary>
/// What one worker counted, in memory that only it writes. It writes between an odd and an even number, so that a
/// reader knows that all it read belongs together: received stays forwarded plus dropped at every moment.
/// </summary>
internal sealed unsafe class WorkerCounters : IDisposable
{
    public const int Received = 0;
    public const int Forwarded = 1;
    public const int Encapsulated = 2;
    public const int Decapsulated = 3;

    /// <summary>Frames for the core that found no room on the way to it.</summary>
    public const int Overrun = 4;

    /// <summary>Of the last outer header.</summary>
    public const int Identification = 5;

    public const int FirstPort = 8;
    public const int PortReceived = 0;
    public const int PortReceivedOctets = 1;
    public const int PortTransmitted = 2;
    public const int PortTransmittedOctets = 3;
    public const int PortOverrun = 4;
    public const int PortStride = 8;
    public const int Count = FirstPort + (BoardFacts.MostPorts * PortStride);

    private long* _values = NativeArray.New<long>(Count);
    private long* _sequence = NativeArray.New<long>(2 * NativeArray.CacheLine / sizeof(long));

    ~WorkerCounters() => Free();

    /// <summary>Worker: a count, between <see cref="Begin"/> and <see cref="End"/>.</summary>
    public ref long this[int counter] => ref _values[counter];

    public ref long Port(int port, int counter) => ref _values[FirstPort + (port * PortStride) + counter];

    /// <summary>Worker: what is written from here on is not read until <see cref="End"/>.</summary>
    public void Begin()
    {
        *_sequence += 1;

        // The odd number before any count.
        Volatile.WriteBarrier();
    }

    public void End() => Volatile.Write(ref *_sequence, *_sequence + 1);

    /// <summary>How many counts there are for ports below this.</summary>
    public static int CountOf(int ports) => FirstPort + (Math.Min(ports, BoardFacts.MostPorts) * PortStride);

    /// <summary>From any thread: the first counts as they were at one moment.</summary>
    public void Read(Span<long> counts)
    {
        while (true)
        {
            long before = Volatile.Read(ref *_sequence);
            new ReadOnlySpan<long>(_values, counts.Length).CopyTo(counts);

            // All counts before the number is read again.
            Volatile.ReadBarrier();
            if ((before & 1) == 0 && Volatile.Read(ref *_sequence) == before)
            {
                return;
            }
        }
    }

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeArray.Free(_values);
        NativeArray.Free(_sequence);
        _values = null;
        _sequence = null;
    }
}
