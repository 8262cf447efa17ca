namespace Router.Core;

/// <summary>
/// A route in four octets: 17 bits of prefix and 15 of route class. Address and length of a prefix below a known /16
/// (or of one from /0 to /16) share 17 bits: the 16 address bits, then the bit after the prefix's last one is set. The
/// lowest set bit thus says the length, and the bits above it are the address.
/// </summary>
/// <remarks>Also compiled where there are no generics, spans or nullable values.</remarks>
public static class RouteKey
{
    public const int ClassBits = 15;
    public const int MaxClass = (1 << ClassBits) - 1;

    /// <summary>The key of a prefix inside a 16-bit space.</summary>
    /// <param name="bits">The 16 address bits; those after the prefix are zero.</param>
    /// <param name="length">How many of them count, 0 to 16: a /24 in its slice has 8.</param>
    /// <returns>1 to 131,071, never 0.</returns>
    public static uint Of(uint bits, int length) => (bits << 1) | (1u << (16 - length));

    /// <summary>A route: the key and its class, 0 to <see cref="MaxClass"/>.</summary>
    public static uint Pack(uint key, int routeClass) => (key << ClassBits) | (uint)routeClass;

    public static uint KeyOf(uint route) => route >> ClassBits;

    public static int ClassOf(uint route) => (int)(route & MaxClass);

    /// <summary>The 16 address bits of a key.</summary>
    public static uint BitsOf(uint key) => (key & (key - 1)) >> 1;

    /// <summary>The number of address bits that count, 0 to 16.</summary>
    public static int LengthOf(uint key)
    {
        int length = 16;
        while ((key & 1) == 0)
        {
            key >>= 1;
            length--;
        }

        return length;
    }
}
