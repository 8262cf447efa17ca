using System;

namespace Router.Tcp;

/// <summary>
/// A bounded queue of octets over one array, which also takes octets ahead of its end (out-of-order data).
/// </summary>
internal sealed class RingBuffer
{
    private readonly byte[] _octets;
    private int _head;

    public RingBuffer(int capacity) => _octets = new byte[capacity];

    public int Capacity => _octets.Length;

    public int Length { get; private set; }

    public int Free => _octets.Length - Length;

    public void Clear()
    {
        _head = 0;
        Length = 0;
    }

    /// <summary>Queues as much as fits and says how much that was.</summary>
    public int Append(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(data.Length, Free);
        WriteAhead(0, data.Slice(0, count));
        Length += count;
        return count;
    }

    /// <summary>
    /// Stores octets <paramref name="ahead"/> of the end without queueing them; the caller checked the room.
    /// </summary>
    public void WriteAhead(int ahead, ReadOnlySpan<byte> data)
    {
        int start = Wrap(_head + Length + ahead);
        int first = Math.Min(data.Length, _octets.Length - start);
        data.Slice(0, first).CopyTo(_octets.AsSpan(start));
        data.Slice(first).CopyTo(_octets);
    }

    /// <summary>Queues octets that <see cref="WriteAhead"/> stored.</summary>
    public void Extend(int count) => Length += count;

    /// <summary>Copies queued octets from an offset; the caller checked the length.</summary>
    public void Peek(int offset, Span<byte> destination)
    {
        int start = Wrap(_head + offset);
        int first = Math.Min(destination.Length, _octets.Length - start);
        _octets.AsSpan(start, first).CopyTo(destination);
        _octets.AsSpan(0, destination.Length - first).CopyTo(destination.Slice(first));
    }

    public int Read(Span<byte> destination)
    {
        int count = Math.Min(destination.Length, Length);
        Peek(0, destination.Slice(0, count));
        Drop(count);
        return count;
    }

    public void Drop(int count)
    {
        _head = Wrap(_head + count);
        Length -= count;
    }

    private int Wrap(int index) => index >= _octets.Length ? index - _octets.Length : index;
}
