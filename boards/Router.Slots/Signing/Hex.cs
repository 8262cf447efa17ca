using System;
using System.Buffers;

namespace Router.Slots;

internal static class Hex
{
    /// <summary>Reads exactly <paramref name="length"/> octets.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, int length, out byte[] octets)
    {
        octets = new byte[length];
        return text.Length == 2 * length
            && Convert.FromHexString(text, octets, out _, out _) == OperationStatus.Done;
    }
}
