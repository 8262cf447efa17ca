using System;

namespace Router.Images.Flash;

/// <summary>What was read back is not the image.</summary>
internal sealed class FlashMismatchException(long? offset, string message) : Exception(message)
{
    internal long? Offset { get; } = offset;
}
