using System;

namespace Router.Slots.Management;

/// <summary>Gathers frames from octets that come in pieces of any size.</summary>
public sealed class FrameReader
{
    private readonly byte[] _header = new byte[FrameCodec.HeaderSize];
    private byte[] _body = [];
    private int _headerLength;
    private int _bodyLength;
    private FrameKind _kind;

    /// <summary>What came is no frame: there is nothing to be had any more.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>
    /// Takes octets up to the end of one frame; true when one is complete. Its body is valid until the next call.
    /// </summary>
    /// <param name="octets">Shortened by what was taken.</param>
    /// <param name="kind">What the frame is.</param>
    /// <param name="body">Its body.</param>
    public bool TryTake(scoped ref ReadOnlySpan<byte> octets, out FrameKind kind, out ReadOnlySpan<byte> body)
    {
        kind = _kind;
        body = default;
        if (_headerLength < _header.Length)
        {
            Fill(_header, ref _headerLength, ref octets);
            if (IsBroken || _headerLength < _header.Length)
            {
                return false;
            }

            if (!FrameCodec.TryReadHeader(_header, out _kind, out int length))
            {
                IsBroken = true;
                return false;
            }

            _body = new byte[length];
            _bodyLength = 0;
        }

        Fill(_body, ref _bodyLength, ref octets);
        if (_bodyLength < _body.Length)
        {
            return false;
        }

        _headerLength = 0;
        kind = _kind;
        body = _body;
        return true;
    }

    private static void Fill(byte[] target, ref int length, ref ReadOnlySpan<byte> octets)
    {
        int count = Math.Min(target.Length - length, octets.Length);
        octets[..count].CopyTo(target.AsSpan(length));
        length += count;
        octets = octets[count..];
    }
}
