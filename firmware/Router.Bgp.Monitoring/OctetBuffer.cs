using System;
using Router.Wire;

namespace Router.Bgp.Monitoring;

/// <summary>Octets written at one end and taken at the other; grows as needed, its user sets bounds.</summary>
public sealed class OctetBuffer
{
    private byte[] _octets = new byte[4096];
    private int _start;
    private int _end;

    /// <summary>Octets that wait to be taken.</summary>
    public int Count => _end - _start;

    public ReadOnlySpan<byte> Pending => _octets.AsSpan(_start, _end - _start);

    public void Take(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = 0;
            _end = 0;
        }
    }

    public void Clear()
    {
        _start = 0;
        _end = 0;
    }

    internal void Byte(int value) => Room(1)[0] = (byte)value;

    internal void UInt16(int value) => BigEndian.WriteUInt16(Room(2), 0, value);

    internal void UInt32(uint value) => BigEndian.WriteUInt32(Room(4), 0, value);

    internal void UInt64(ulong value)
    {
        UInt32((uint)(value >> 32));
        UInt32((uint)value);
    }

    internal void Write(ReadOnlySpan<byte> octets) => octets.CopyTo(Room(octets.Length));

    /// <summary>4 or 16 octets, as the family has it.</summary>
    internal void Address(IpAddress address)
    {
        if (address.IsV4)
        {
            address.V4.Write(Room(Ipv4Address.Size), 0);
        }
        else
        {
            address.V6.Write(Room(Ipv6Address.Size), 0);
        }
    }

    /// <summary>Where the next octet goes; valid until something is taken.</summary>
    internal int Mark() => _end;

    /// <summary>Puts the number of octets since a place behind <paramref name="at"/> there.</summary>
    internal void PatchUInt16(int at, int from) => BigEndian.WriteUInt16(_octets, at, _end - from);

    internal void PatchUInt32(int at, int from) => BigEndian.WriteUInt32(_octets, at, (uint)(_end - from));

    /// <summary>Takes back what was written since.</summary>
    internal void Rewind(int mark) => _end = mark;

    private Span<byte> Room(int count)
    {
        if (_octets.Length - _end < count)
        {
            Array.Resize(ref _octets, Math.Max(_octets.Length * 2, _end + count));
        }

        _end += count;
        return _octets.AsSpan(_end - count, count);
    }
}
