using System;

namespace Router.Tcp;

/// <summary>The one buffer in which segments are built, and the sink they go to.</summary>
internal sealed class SegmentWriter
{
    private readonly SegmentSigner _signer;
    private byte[] _buffer = new byte[TcpHeader.Size + TcpHeader.MaxOptions + 1460];
    private int _length;
    private ITcpSink? _sink;

    public SegmentWriter(SegmentSigner signer) => _signer = signer;

    public void Attach(ITcpSink? sink) => _sink = sink;

    /// <summary>
    /// Makes room for segments of connections with a larger MSS; called when they open, not per segment.
    /// </summary>
    public void Reserve(int mss)
    {
        int needed = TcpHeader.Size + TcpHeader.MaxOptions + mss;
        if (needed > _buffer.Length)
        {
            _buffer = new byte[needed];
        }
    }

    /// <summary>Writes header and options and gives the place of the text.</summary>
    public Span<byte> Begin(in TcpHeader header, in TcpOptionSet options, int textLength)
    {
        int optionsLength = options.Write(_buffer.AsSpan(TcpHeader.Size));
        header.Write(_buffer, optionsLength);
        int start = TcpHeader.Size + optionsLength;
        _length = start + textLength;
        return _buffer.AsSpan(start, textLength);
    }

    /// <summary>Completes and hands out what <see cref="Begin"/> began; a key needs its option there.</summary>
    public void End(FourTuple tuple, byte tos, byte ttl, TcpMd5Key? key)
    {
        Span<byte> segment = _buffer.AsSpan(0, _length);
        if (key is not null)
        {
            _signer.Sign(segment, tuple.Local, tuple.Remote, key);
        }

        TcpHeader.WriteChecksum(segment, tuple.Local, tuple.Remote);
        _sink!.SendSegment(tuple.Local, tuple.Remote, tos, ttl, segment);
    }
}
