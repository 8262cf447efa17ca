namespace Router.Tcp;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012) of sixteen octets given as two little-endian words. The keyed function of
/// RFC 6528 §3 and RFC 6056 §3.3.3: platform cryptography is out of reach on small boards, and this is made for short
/// keys and short messages.
/// </summary>
internal readonly struct SipHash
{
    private readonly ulong _k0;
    private readonly ulong _k1;

    public SipHash(ulong k0, ulong k1)
    {
        _k0 = k0;
        _k1 = k1;
    }

    public ulong Of(ulong first, ulong second)
    {
        ulong v0 = _k0 ^ 0x736f_6d65_7073_6575;
        ulong v1 = _k1 ^ 0x646f_7261_6e64_6f6d;
        ulong v2 = _k0 ^ 0x6c79_6765_6e65_7261;
        ulong v3 = _k1 ^ 0x7465_6462_7974_6573;
        Absorb(ref v0, ref v1, ref v2, ref v3, first);
        Absorb(ref v0, ref v1, ref v2, ref v3, second);

        // The last word is the length in its top octet.
        Absorb(ref v0, ref v1, ref v2, ref v3, 16ul << 56);
        v2 ^= 0xff;
        for (int i = 0; i < 4; i++)
        {
            Round(ref v0, ref v1, ref v2, ref v3);
        }

        return v0 ^ v1 ^ v2 ^ v3;
    }

    private static void Absorb(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3, ulong word)
    {
        v3 ^= word;
        Round(ref v0, ref v1, ref v2, ref v3);
        Round(ref v0, ref v1, ref v2, ref v3);
        v0 ^= word;
    }

    private static void Round(ref ulong v0, ref ulong v1, ref ulong v2, ref ulong v3)
    {
        v0 += v1;
        v1 = Rotate(v1, 13) ^ v0;
        v0 = Rotate(v0, 32);
        v2 += v3;
        v3 = Rotate(v3, 16) ^ v2;
        v0 += v3;
        v3 = Rotate(v3, 21) ^ v0;
        v2 += v1;
        v1 = Rotate(v1, 17) ^ v2;
        v2 = Rotate(v2, 32);
    }

    private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
}
