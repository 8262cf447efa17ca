using System;
using Router.Hal.Linux.Blocks;

namespace Router.Images.Flash;

/// <summary>A disk or a file of this machine.</summary>
public sealed class BlockTarget(BlockFile file) : IFlashTarget
{
    public long Length => file.Length;

    public void Write(long offset, ReadOnlySpan<byte> octets) => file.Write(offset, octets);

    public void Read(long offset, Span<byte> octets) => file.Read(offset, octets);

    public void Flush() => file.Flush();
}
