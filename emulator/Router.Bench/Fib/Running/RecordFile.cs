using System;
using System.Buffers.Binary;
using System.IO;
using System.Runtime.InteropServices;
using Router.Bench.Common;

namespace Router.Bench.Fib.Running;

/// <summary>One of the <see cref="SharedFiles"/>, in memory.</summary>
internal sealed class RecordFile
{
    // Pinned and never moved: a compacting collection in the middle of a run would move what is measured.
    private readonly byte[] _octets;

    public RecordFile(string folder, string name)
    {
        using FileStream file = File.OpenRead(Path.Combine(folder, name));
        _octets = GC.AllocateUninitializedArray<byte>(checked((int)file.Length), pinned: true);
        file.ReadExactly(_octets);
        if (_octets.Length < SharedFiles.HeaderSize || Words[0] != SharedFiles.Magic || !BitConverter.IsLittleEndian)
        {
            throw new BenchException($"{name} is no file of this benchmark");
        }

        if (V6)
        {
            bool routes = name is SharedFiles.Table or SharedFiles.Updates;
            ToNumbers(stride: routes ? 24 : 16);
        }
    }

    public bool V6 => Words[1] == 6;

    public int Count => (int)Words[2];

    public int Hops => (int)Words[3];

    /// <summary>The records behind the header, as a sequence of fixed-size values.</summary>
    public ReadOnlySpan<T> Records<T>(int octetsBefore, int count)
        where T : unmanaged =>
        MemoryMarshal.Cast<byte, T>(_octets.AsSpan(SharedFiles.HeaderSize + octetsBefore))[..count];

    // From network order to the two numbers that an address of ours is.
    private void ToNumbers(int stride)
    {
        for (int i = 0; i < Count; i++)
        {
            Span<ulong> halves = MemoryMarshal.Cast<byte, ulong>(
                _octets.AsSpan(SharedFiles.HeaderSize + (i * stride), 16));
            halves[0] = BinaryPrimitives.ReverseEndianness(halves[0]);
            halves[1] = BinaryPrimitives.ReverseEndianness(halves[1]);
        }
    }

    private ReadOnlySpan<uint> Words => MemoryMarshal.Cast<byte, uint>(_octets);
}
