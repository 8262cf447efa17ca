using System;
using System.Buffers.Binary;

namespace Router.Lab.Qemu.Wires;

/// <summary>
/// Takes frames out of what came over a stream, where each follows its length in 4 octets, big endian (QEMU's
/// <c>-netdev stream</c>). Holds one buffer and allocates nothing more.
/// </summary>
public sealed class StreamFramer
{
    /// <summary>The octets of a length.</summary>
    public const int HeaderSize = 4;

    /// <summary>64 KiB and room for headers: QEMU has no longer buffer either.</summary>
    public const int LongestFrame = 65536 + 4096;

    // Room for the longest and the beginning of more: a read is seldom short of room.
    private readonly byte[] _buffer = new byte[2 * (HeaderSize + LongestFrame)];
    private int _start;
    private int _end;

    /// <summary>What is wrong with the stream; nothing comes out of it any more. Null: nothing.</summary>
    public string? Failure { get; private set; }

    /// <summary>A frame has begun and is not complete.</summary>
    public bool IsAmidst => _end > _start;

    /// <summary>Where the next octets go. Never empty once every frame is taken; ends what was taken before.</summary>
    public Span<byte> Room()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start.._end).CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        return _buffer.AsSpan(_end);
    }

    /// <summary>So many octets lie in <see cref="Room"/> now.</summary>
    public void Filled(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _buffer.Length - _end);
        _end += count;
    }

    /// <summary>Takes the next frame if it is complete; it is there until <see cref="Room"/> is called.</summary>
    public bool TryTake(out ReadOnlySpan<byte> frame)
    {
        frame = default;
        if (Failure is not null || _end - _start < HeaderSize)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(_buffer.AsSpan(_start));
        if (length is 0 or > LongestFrame)
        {
            // Where the next frame begins nobody can tell.
            Failure = $"a frame of {length} octets: 1 to {LongestFrame} were expected";
            return false;
        }

        int next = _start + HeaderSize + (int)length;
        if (next > _end)
        {
            return false;
        }

        frame = _buffer.AsSpan(_start + HeaderSize, (int)length);
        _start = next;
        return true;
    }
}
