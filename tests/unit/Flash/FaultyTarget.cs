using System;
using System.IO;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>A card with something wrong: called before each access with its place.</summary>
internal sealed class FaultyTarget(byte[] card) : IFlashTarget
{
    public Action<long, int> OnWrite { get; init; } = (_, _) => { };

    /// <summary>May change what is read.</summary>
    public Action<long, Memory<byte>> OnRead { get; init; } = (_, _) => { };

    public long Length => card.Length;

    public void Write(long offset, ReadOnlySpan<byte> octets)
    {
        OnWrite(offset, octets.Length);
        octets.CopyTo(card.AsSpan((int)offset));
    }

    public void Read(long offset, Span<byte> octets)
    {
        byte[] copy = card.AsSpan((int)offset, octets.Length).ToArray();
        OnRead(offset, copy);
        copy.CopyTo(octets);
    }

    public void Flush()
    {
    }

    internal static IOException NoSpace() => new("card: writing: No space left on device");
}
