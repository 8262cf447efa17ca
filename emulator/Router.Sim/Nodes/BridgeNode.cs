using System;
using Router.Wire;

namespace Router.Sim;

/// <summary>
/// A learning bridge: the LAN between boards. No spanning tree, so a loop of bridges storms, as it would.
/// </summary>
public sealed class BridgeNode : ISimNode, IDisposable
{
    private const int EthernetHeader = 14;

    /// <summary>IEEE 802.1Q table 8-6: the default ageing time.</summary>
    private static readonly Duration s_defaultAging = Duration.FromSeconds(300);

    private readonly bool[] _up;
    private readonly MacTable _table;
    private readonly Ring<Output> _output = new();
    private BridgeCounters _counters;

    public BridgeNode(string name, IFramePool pool, int ports, Duration? aging = null, int tableSize = 4096)
    {
        Name = name;
        Pool = pool;
        _up = new bool[ports];
        _table = new MacTable(aging ?? s_defaultAging, tableSize);
    }

    public string Name { get; }

    public IFramePool Pool { get; }

    public BridgeCounters Counters => _counters;

    /// <summary>Frames waiting for Poll, copies included.</summary>
    public int Held => _output.Count;

    /// <summary>Addresses in the table, aged ones included until room is needed.</summary>
    public int Learned => _table.Count;

    public void Receive(int port, Frame frame, Instant now)
    {
        _counters.Received++;
        Span<byte> octets = Pool.Octets(frame);
        if (octets.Length < EthernetHeader || MacAddress.Read(octets, 6).IsMulticast)
        {
            _counters.DroppedMalformed++;
            Pool.Return(frame);
            return;
        }

        MacAddress destination = MacAddress.Read(octets, 0);
        _table.Learn(MacAddress.Read(octets, 6), port, now);

        // IEEE 802.1Q §8.6.3: 01-80-c2-00-00-00 to -0f belong to the link and are never forwarded.
        if (destination.Value >> 4 == 0x0180_c200_000)
        {
            _counters.DroppedReserved++;
            Pool.Return(frame);
        }
        else if (!destination.IsMulticast && _table.TryFind(destination, now, out int known))
        {
            Forward(port, known, frame);
        }
        else
        {
            Flood(port, frame);
        }
    }

    public void Poll(Instant now, ISimSink sink)
    {
        while (_output.Count > 0)
        {
            Output output = _output.Take();
            _counters.Transmitted++;
            sink.Transmit(output.Port, output.Frame);
        }
    }

    public Instant PollAt() => _output.Count > 0 ? Instant.Zero : Instant.Never;

    public void SetLink(int port, bool up, Instant now)
    {
        _up[port] = up;
        if (!up)
        {
            _table.Forget(port);
        }
    }

    public void Dispose()
    {
        while (_output.Count > 0)
        {
            Pool.Return(_output.Take().Frame);
        }
    }

    private void Forward(int from, int to, Frame frame)
    {
        if (to == from)
        {
            _counters.DroppedSamePort++;
            Pool.Return(frame);
            return;
        }

        _counters.Forwarded++;
        _output.Add(new Output(to, frame));
    }

    private void Flood(int from, Frame frame)
    {
        int last = -1;
        for (int port = 0; port < _up.Length; port++)
        {
            if (port == from || !_up[port])
            {
                continue;
            }

            // The frame itself goes to the last port; each one before it needs a copy.
            if (last >= 0)
            {
                Copy(last, frame);
            }

            last = port;
        }

        if (last < 0)
        {
            _counters.DroppedNoPort++;
            Pool.Return(frame);
            return;
        }

        _counters.Flooded++;
        _output.Add(new Output(last, frame));
    }

    private void Copy(int port, in Frame frame)
    {
        if (!Pool.TryRent(out Frame copy))
        {
            _counters.CopiesMissed++;
            return;
        }

        copy.Offset = frame.Offset;
        copy.Length = frame.Length;
        Pool.Octets(frame).CopyTo(Pool.Octets(copy));
        _counters.Copied++;
        _output.Add(new Output(port, copy));
    }

    private readonly record struct Output(int Port, Frame Frame);
}
