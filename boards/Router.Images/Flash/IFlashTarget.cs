using System;

namespace Router.Images.Flash;

/// <summary>An opened disk. What cannot be done throws an IOException.</summary>
public interface IFlashTarget
{
    long Length { get; }

    void Write(long offset, ReadOnlySpan<byte> octets);

    /// <summary>Reads what the medium has, not what a cache remembers.</summary>
    void Read(long offset, Span<byte> octets);

    /// <summary>Returns when the medium has all that was written.</summary>
    void Flush();
}
