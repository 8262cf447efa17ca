using System;
using System.Globalization;
using System.Linq;
using Router.Wire;

namespace Router.Bench.Traffic;

/// <summary>
/// Holds what comes out of a router against what must: addresses, lengths, TTL, DF, TOS and checksums of every header,
/// and every octet behind them. Only the outer identification is the router's to choose.
/// </summary>
public sealed class OutputCheck
{
    private readonly byte[][] _expected;
    private readonly int _free;
    private readonly bool _tunnel;
    private readonly byte[] _copy;

    /// <param name="sent">What goes in.</param>
    /// <param name="output">What becomes of it.</param>
    public OutputCheck(TrafficOptions sent, RouterOutput output)
    {
        TrafficOptions made = sent with
        {
            SourceMac = output.Source,
            DestinationMac = output.Destination,
            Ttl = output.Ttl,
            Tunnel = output.Tunnel,
            FrameSize = sent.FrameSize + HeaderOf(output.Tunnel is not null) - HeaderOf(sent.Tunnel is not null),
        };
        _expected = [.. sent.MakeFlows().Select(flow => TestFrame.Build(made, in flow))];
        _free = TestFrame.StampOffset(made) + TestFrame.FlowSize;
        _tunnel = output.Tunnel is not null;
        _copy = new byte[made.FrameSize];
    }

    /// <summary>Frames that came out otherwise.</summary>
    public long Wrong { get; private set; }

    /// <summary>What was wrong with the first of them; null: there is none.</summary>
    public string? First { get; private set; }

    /// <summary>Takes a whole frame whose headers' checksums are right.</summary>
    /// <param name="frame">From its Ethernet header.</param>
    /// <param name="flow">Its flow's number, as its stamp tells.</param>
    public void Check(ReadOnlySpan<byte> frame, int flow)
    {
        byte[] expected = _expected[flow];
        if (frame.Length != expected.Length)
        {
            Fail(string.Create(CultureInfo.InvariantCulture,
                $"flow {flow}: {frame.Length} octets long, not {expected.Length}"));
            return;
        }

        // What differs from frame to frame is laid over a copy of what must be.
        expected.CopyTo(_copy, 0);
        frame.Slice(_free, TestFrame.StampSize - TestFrame.FlowSize).CopyTo(_copy.AsSpan(_free));
        if (_tunnel)
        {
            // The checksum follows the identification and was verified.
            Take(frame, EthernetHeader.Size + Ipv4Header.IdentificationOffset);
            Take(frame, EthernetHeader.Size + Ipv4Header.ChecksumOffset);
        }

        int same = frame.CommonPrefixLength(_copy);
        if (same != frame.Length)
        {
            Fail(string.Create(CultureInfo.InvariantCulture,
                $"flow {flow}: octet {same} is {frame[same]:x2}, not {_copy[same]:x2}"));
        }
    }

    private static int HeaderOf(bool tunnel) => tunnel ? Ipip.Overhead : 0;

    private void Take(ReadOnlySpan<byte> frame, int field) => frame.Slice(field, 2).CopyTo(_copy.AsSpan(field));

    private void Fail(string fault)
    {
        Wrong++;
        First ??= fault;
    }
}
