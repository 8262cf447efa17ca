using System;
using System.Buffers.Binary;
using System.Text;

namespace Router.Hal.Capture;

/// <summary>
/// Builds pcapng blocks one after another in a buffer that grows to the largest burst and is then reused.
/// </summary>
internal sealed class PcapngBlock
{
    internal const uint SectionHeader = 0x0a0d_0d0a;
    internal const uint InterfaceDescription = 1;
    internal const uint EnhancedPacket = 6;

    private byte[] _buffer = new byte[4096];
    private int _start;
    private bool _hasOptions;

    internal int Length { get; private set; }

    internal OctetsIn Octets => _buffer.AsSpan(0, Length);

    internal void Clear() => Length = 0;

    internal void Begin(uint type)
    {
        _start = Length;
        _hasOptions = false;
        UInt32(type);
        UInt32(0); // total length, known at the end
    }

    internal void End()
    {
        if (_hasOptions)
        {
            UInt32(0); // §3.5: opt_endofopt closes a list of options
        }

        // §3.1: the total length opens and closes a block, so that readers can walk backwards.
        uint total = (uint)(Length + 4 - _start);
        UInt32(total);
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer.AsSpan(_start + 4), total);
    }

    internal void UInt16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Take(2), value);

    internal void UInt32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    internal void UInt64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(8), value);

    /// <summary>
    /// §3.5: values are padded to 32 bits; the padding is not part of any length field but the block's.
    /// </summary>
    internal void Padded(OctetsIn octets)
    {
        Span<byte> room = Take((octets.Length + 3) & ~3);
        octets.CopyTo(room);
        room[octets.Length..].Clear();
    }

    internal void Option(ushort code, string text)
    {
        // An option's length is 16 bits: a text longer than that is cut, at a character.
        ReadOnlySpan<char> kept = text.AsSpan(0, Math.Min(text.Length, ushort.MaxValue / 3));
        int length = Encoding.UTF8.GetByteCount(kept);
        OptionHeader(code, length);
        Span<byte> room = Take((length + 3) & ~3);
        Encoding.UTF8.GetBytes(kept, room);
        room[length..].Clear();
    }

    internal void Option(ushort code, uint value)
    {
        OptionHeader(code, 4);
        UInt32(value);
    }

    internal void Option(ushort code, byte value)
    {
        OptionHeader(code, 1);
        Padded([value]);
    }

    private void OptionHeader(ushort code, int length)
    {
        _hasOptions = true;
        UInt16(code);
        UInt16((ushort)length);
    }

    private Span<byte> Take(int length)
    {
        if (_buffer.Length - Length < length)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + length));
        }

        Length += length;
        return _buffer.AsSpan(Length - length, length);
    }
}
