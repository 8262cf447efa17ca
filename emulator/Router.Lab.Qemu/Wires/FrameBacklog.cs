using System;
using System.Buffers.Binary;

namespace Router.Lab.Qemu.Wires;

/// <summary>
/// Frames on their way into a stream, each behind its length as <see cref="StreamFramer"/> reads it. Bounded: what
/// finds no room is not taken, for a machine that stands still must not fill the lab's memory.
/// </summary>
public sealed class FrameBacklog
{
    private readonly byte[] _buffer;
    private int _start;
    private int _end;

    /// <param name="capacity">Octets, lengths among them.</param>
    public FrameBacklog(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, StreamFramer.HeaderSize + StreamFramer.LongestFrame);
        _buffer = new byte[capacity];
    }

    public bool IsEmpty => _start == _end;

    /// <summary>What is to be written next.</summary>
    public ReadOnlySpan<byte> Octets => _buffer.AsSpan(_start.._end);

    /// <summary>Takes a whole frame, or nothing of it.</summary>
    /// <exception cref="ArgumentException">No frame is so short, or so long.</exception>
    public bool TryAdd(ReadOnlySpan<byte> frame)
    {
        if (frame.Length is 0 or > StreamFramer.LongestFrame)
        {
            throw new ArgumentException(
                $"a frame has 1 to {StreamFramer.LongestFrame} octets, not {frame.Length}", nameof(frame));
        }

        int size = StreamFramer.HeaderSize + frame.Length;
        if (size > _buffer.Length - (_end - _start))
        {
            return false;
        }

        if (size > _buffer.Length - _end)
        {
            Octets.CopyTo(_buffer);
            _end -= _start;
            _start = 0;
        }

        BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_end), (uint)frame.Length);
        frame.CopyTo(_buffer.AsSpan(_end + StreamFramer.HeaderSize));
        _end += size;
        return true;
    }

    /// <summary>So many of <see cref="Octets"/> are written.</summary>
    public void Written(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _end - _start);
        _start += count;
        if (IsEmpty)
        {
            _start = _end = 0;
        }
    }
}
