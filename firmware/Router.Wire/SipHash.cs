using System;
using System.Buffers.Binary;

namespace Router.Wire;

/// <summary>
/// SipHash-2-4 (Aumasson and Bernstein, 2012): who does not have the key cannot tell what hashes to what. The keyed
/// function of RFC 6528 §3 and RFC 6056 §3.3.3, and of tables that peers fill: platform cryptography is out of reach on
/// small boards, and this is made for short messages.
/// </summary>
public readonly struct SipHash
{
    private readonly ulong _k0;
    private readonly ulong _k1;

    /// <param name="k0">The first eight octets of the key, little-endian.</param>
    /// <param name="k1">The other eight.</param>
    public SipHash(ulong k0, ulong k1)
    {
        _k0 = k0;
        _k1 = k1;
    }

    /// <summary>Of sixteen octets, given as two little-endian words.</summary>
    public ulong Of(ulong first, ulong second)
    {
        State state = new(_k0, _k1);
        state.Absorb(first);
        state.Absorb(second);
        return state.Finish(16ul << 56);
    }

    /// <summary>Of any number of octets.</summary>
    public ulong Of(ReadOnlySpan<byte> octets)
    {
        State state = new(_k0, _k1);
        ulong last = (ulong)octets.Length << 56;
        for (; octets.Length >= sizeof(ulong); octets = octets.Slice(sizeof(ulong)))
        {
            state.Absorb(BinaryPrimitives.ReadUInt64LittleEndian(octets));
        }

        for (int i = 0; i < octets.Length; i++)
        {
            last |= (ulong)octets[i] << (8 * i);
        }

        return state.Finish(last);
    }

    private struct State
    {
        private ulong _v0;
        private ulong _v1;
        private ulong _v2;
        private ulong _v3;

        public State(ulong k0, ulong k1)
        {
            _v0 = k0 ^ 0x736f_6d65_7073_6575;
            _v1 = k1 ^ 0x646f_7261_6e64_6f6d;
            _v2 = k0 ^ 0x6c79_6765_6e65_7261;
            _v3 = k1 ^ 0x7465_6462_7974_6573;
        }

        public void Absorb(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        /// <param name="last">The octets left over, and the length of all in the top octet.</param>
        public ulong Finish(ulong last)
        {
            Absorb(last);
            _v2 ^= 0xff;
            for (int i = 0; i < 4; i++)
            {
                Round();
            }

            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v1 = Rotate(_v1, 13) ^ _v0;
            _v0 = Rotate(_v0, 32);
            _v2 += _v3;
            _v3 = Rotate(_v3, 16) ^ _v2;
            _v0 += _v3;
            _v3 = Rotate(_v3, 21) ^ _v0;
            _v2 += _v1;
            _v1 = Rotate(_v1, 17) ^ _v2;
            _v2 = Rotate(_v2, 32);
        }

        private static ulong Rotate(ulong value, int bits) => (value << bits) | (value >> (64 - bits));
    }
}
