using System;
using Router.Core.Fast;
using Router.Tests.Support;
using Router.Wire;

namespace Router.Tests.Fast.Forwarding;

/// <summary>One worker's traffic: numbered packets of its own flows, and a look at each that comes out.</summary>
internal sealed class WorkerLoad : IDisposable
{
    private const int Batch = 48;
    private const int Hosts = 16;

    private readonly NativeFramePool _pool = new(256);
    private readonly WorkerForwarder _worker;
    private readonly byte[] _template;
    private readonly Frame[] _frames = new Frame[Batch];
    private readonly uint[] _next = new uint[WorkerBoard.Prefixes * Hosts];
    private readonly uint[] _seen = new uint[WorkerBoard.Prefixes * Hosts];
    private readonly RandomStream _random;

    public WorkerLoad(WorkerBoard board, int number)
    {
        _worker = board.Workers.Add(_pool);
        _random = new RandomStream((ulong)number, "load");
        _template = Packets.Ethernet(
            MacAddress.Parse(CoreHarness.Mac0), Packets.PeerMac, EtherType.Ipv4, Packets.Udp("10.0.0.9", "172.16.0.1"));
    }

    public WorkerForwarder Worker => _worker;

    public long Offered { get; private set; }

    public long Forwarded { get; private set; }

    /// <summary>What went wrong, if anything did.</summary>
    public string? Fault { get; private set; }

    public bool PoolIsWhole => _pool.Available == _pool.Capacity;

    /// <summary>Gateways by which a packet of a prefix left, a bit for each, since this was last cleared.</summary>
    public int[] Left { get; } = new int[WorkerBoard.Prefixes];

    public void Run(int batches, Instant now)
    {
        _worker.Begin();
        for (int i = 0; i < batches && Fault is null; i++)
        {
            for (int j = 0; j < Batch; j++)
            {
                _pool.TryRent(out _frames[j]);
                Fill(ref _frames[j]);
            }

            Offered += Batch;
            Forwarded += _worker.Process(0, _frames, now);
            foreach (int port in _worker.Busy)
            {
                foreach (Frame frame in _worker.Output(port))
                {
                    Check(port, _pool.Octets(frame));
                    _pool.Return(frame);
                }
            }

            _worker.Clear();
        }

        _worker.Rest();
    }

    public void Dispose() => _pool.Dispose();

    private void Fill(ref Frame frame)
    {
        int flow = (int)_random.NextBelow((uint)_next.Length);
        frame.Length = _template.Length;
        Span<byte> octets = _pool.Octets(frame);
        _template.CopyTo(octets);
        WorkerBoard.Host(flow / Hosts, 1 + (flow % Hosts)).Write(octets, 14 + Ipv4Header.DestinationOffset);
        Ipv4Header.UpdateChecksum(octets, 14, Ipv4Header.Size);
        BigEndian.WriteUInt32(octets, 42, ++_next[flow]);
    }

    private void Check(int port, ReadOnlySpan<byte> octets)
    {
        uint destination = BigEndian.ReadUInt32(octets, 30) - WorkerBoard.Host(0, 0).Value;
        int prefix = (int)(destination >> 8);
        int flow = (prefix * Hosts) + (int)(destination & 0xff) - 1;
        uint number = BigEndian.ReadUInt32(octets, 42);
        int gateway = (int)(MacAddress.Read(octets, 0).Value - WorkerBoard.MacOf(prefix, 0).Value);
        if (port != 1 || gateway is < 0 or >= WorkerBoard.Gateways)
        {
            Fault ??= $"a packet for prefix {prefix} left by port {port} to {MacAddress.Read(octets, 0)}";
        }
        else if (number <= _seen[flow])
        {
            Fault ??= $"flow {flow}: {number} after {_seen[flow]}";
        }
        else if (Packets.SlowChecksum(octets.Slice(14, 20)) != 0 || octets[22] != 63)
        {
            Fault ??= "the header is wrong: " + Convert.ToHexString(octets);
        }
        else
        {
            _seen[flow] = number;
            Left[prefix] |= 1 << gateway;
        }
    }
}
