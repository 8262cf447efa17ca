using System;
using Router.Images.Flash;

namespace Router.Tests.Flash;

/// <summary>Images and old contents whose every sector differs from every other.</summary>
internal static class Pictures
{
    internal static byte[] Of(int length, int seed)
    {
        byte[] octets = new byte[length];
        new Random(seed).NextBytes(octets);
        return octets;
    }

    internal static bool IsZero(ReadOnlySpan<byte> octets) => !octets.ContainsAnyExcept((byte)0);
}

/// <summary>Nobody looks.</summary>
internal sealed class NoProgress : IFlashProgress
{
    public void Report(FlashPhase phase, long done, long total)
    {
    }
}
