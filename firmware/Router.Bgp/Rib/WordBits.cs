namespace Router.Bgp;

/// <summary>Bits of a word; netstandard2.1 has no BitOperations, so there it is done by halving.</summary>
internal static class WordBits
{
    /// <summary>Number of the lowest bit that is set; of zero, nothing that means anything.</summary>
    public static int Lowest(ulong bits)
    {
#if NET
        return System.Numerics.BitOperations.TrailingZeroCount(bits);
#else
        ulong bit = bits & (~bits + 1);
        int index = (bit & 0xffff_ffff) == 0 ? 32 : 0;
        index += (bit & 0x0000_ffff_0000_ffff) == 0 ? 16 : 0;
        index += (bit & 0x00ff_00ff_00ff_00ff) == 0 ? 8 : 0;
        index += (bit & 0x0f0f_0f0f_0f0f_0f0f) == 0 ? 4 : 0;
        index += (bit & 0x3333_3333_3333_3333) == 0 ? 2 : 0;
        return index + ((bit & 0x5555_5555_5555_5555) == 0 ? 1 : 0);
#endif
    }

    /// <summary>How many bits are set.</summary>
    public static int Count(ulong bits)
    {
#if NET
        return System.Numerics.BitOperations.PopCount(bits);
#else
        bits -= (bits >> 1) & 0x5555_5555_5555_5555;
        bits = (bits & 0x3333_3333_3333_3333) + ((bits >> 2) & 0x3333_3333_3333_3333);
        bits = (bits + (bits >> 4)) & 0x0f0f_0f0f_0f0f_0f0f;
        return (int)((bits * 0x0101_0101_0101_0101) >> 56);
#endif
    }
}
