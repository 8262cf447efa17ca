using System;

namespace Router.Bgp;

/// <summary>Octets of whole messages on their way to the transport. Large buffers go when they are empty.</summary>
internal sealed class OutputQueue
{
    private const int Smallest = 128;
    private const int KeepUpTo = 1024;

    private byte[] _buffer = Array.Empty<byte>();
    private int _head;

    public int Count { get; private set; }

    public int Capacity => _buffer.Length;

    public ReadOnlySpan<byte> Pending => _buffer.AsSpan(_head, Count);

    /// <summary>Room for a message at the end; <see cref="Commit"/> says how much of it was used.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_head + Count + size > _buffer.Length)
        {
            int capacity = Math.Max(Smallest, _buffer.Length);
            while (capacity < Count + size)
            {
                capacity *= 2;
            }

            byte[] target = capacity == _buffer.Length ? _buffer : new byte[capacity];
            Pending.CopyTo(target);
            _buffer = target;
            _head = 0;
        }

        return _buffer.AsSpan(_head + Count, size);
    }

    public void Commit(int size) => Count += size;

    public void Clear() => Take(Count);

    public void Take(int size)
    {
        _head += size;
        Count -= size;
        if (Count == 0)
        {
            _head = 0;
            if (_buffer.Length > KeepUpTo)
            {
                _buffer = Array.Empty<byte>();
            }
        }
    }
}
