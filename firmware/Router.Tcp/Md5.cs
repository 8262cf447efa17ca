using System;
using System.Buffers.Binary;

namespace Router.Tcp;

/// <summary>
/// MD5 (RFC 1321) over pieces, without allocation. The platform's needs OpenSSL at run time, which a board lacks, and
/// allocates on netstandard2.1. Fit for RFC 2385, which asks for nothing else, and for no new use.
/// </summary>
internal sealed class Md5
{
    public const int Size = 16;

    private const int BlockSize = 64;

    // RFC 1321 §3.4: T[i] is the integer part of 4294967296 times abs(sin(i)), i in radians.
    private static readonly uint[] s_table =
    [
        0xd76aa478, 0xe8c7b756, 0x242070db, 0xc1bdceee, 0xf57c0faf, 0x4787c62a, 0xa8304613, 0xfd469501,
        0x698098d8, 0x8b44f7af, 0xffff5bb1, 0x895cd7be, 0x6b901122, 0xfd987193, 0xa679438e, 0x49b40821,
        0xf61e2562, 0xc040b340, 0x265e5a51, 0xe9b6c7aa, 0xd62f105d, 0x02441453, 0xd8a1e681, 0xe7d3fbc8,
        0x21e1cde6, 0xc33707d6, 0xf4d50d87, 0x455a14ed, 0xa9e3e905, 0xfcefa3f8, 0x676f02d9, 0x8d2a4c8a,
        0xfffa3942, 0x8771f681, 0x6d9d6122, 0xfde5380c, 0xa4beea44, 0x4bdecfa9, 0xf6bb4b60, 0xbebfbc70,
        0x289b7ec6, 0xeaa127fa, 0xd4ef3085, 0x04881d05, 0xd9d4d039, 0xe6db99e5, 0x1fa27cf8, 0xc4ac5665,
        0xf4292244, 0x432aff97, 0xab9423a7, 0xfc93a039, 0x655b59c3, 0x8f0ccc92, 0xffeff47d, 0x85845dd1,
        0x6fa87e4f, 0xfe2ce6e0, 0xa3014314, 0x4e0811a1, 0xf7537e82, 0xbd3af235, 0x2ad7d2bb, 0xeb86d391,
    ];

    // The rotations of each round repeat every four steps.
    private static readonly byte[] s_shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];

    private readonly byte[] _block = new byte[BlockSize];
    private readonly uint[] _words = new uint[16];
    private ulong _length;
    private uint _a;
    private uint _b;
    private uint _c;
    private uint _d;

    public void Begin()
    {
        _length = 0;
        _a = 0x67452301;
        _b = 0xefcdab89;
        _c = 0x98badcfe;
        _d = 0x10325476;
    }

    public void Append(ReadOnlySpan<byte> data)
    {
        int held = (int)(_length % BlockSize);
        _length += (ulong)data.Length;
        if (held > 0)
        {
            int taken = Math.Min(BlockSize - held, data.Length);
            data.Slice(0, taken).CopyTo(_block.AsSpan(held));
            data = data.Slice(taken);
            if (held + taken < BlockSize)
            {
                return;
            }

            Transform(_block);
        }

        for (; data.Length >= BlockSize; data = data.Slice(BlockSize))
        {
            Transform(data);
        }

        data.CopyTo(_block);
    }

    /// <summary>Writes the digest of everything since <see cref="Begin"/>.</summary>
    public void Finish(Span<byte> digest)
    {
        // RFC 1321 §3.1 and §3.2: one bit, zeros up to 56 octets of a block, then the length in bits.
        int held = (int)(_length % BlockSize);
        _block[held++] = 0x80;
        if (held > BlockSize - sizeof(ulong))
        {
            _block.AsSpan(held).Clear();
            Transform(_block);
            held = 0;
        }

        _block.AsSpan(held).Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(_block.AsSpan(BlockSize - sizeof(ulong)), unchecked(_length * 8));
        Transform(_block);
        BinaryPrimitives.WriteUInt32LittleEndian(digest, _a);
        BinaryPrimitives.WriteUInt32LittleEndian(digest.Slice(4), _b);
        BinaryPrimitives.WriteUInt32LittleEndian(digest.Slice(8), _c);
        BinaryPrimitives.WriteUInt32LittleEndian(digest.Slice(12), _d);
    }

    private void Transform(ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < _words.Length; i++)
        {
            _words[i] = BinaryPrimitives.ReadUInt32LittleEndian(block.Slice(i * 4));
        }

        uint a = _a;
        uint b = _b;
        uint c = _c;
        uint d = _d;
        for (int i = 0; i < s_table.Length; i++)
        {
            // RFC 1321 §3.4: F, G, H and I, and the order in which each round takes the words.
            int round = i >> 4;
            uint mixed = round switch
            {
                0 => (b & c) | (~b & d),
                1 => (b & d) | (c & ~d),
                2 => b ^ c ^ d,
                _ => c ^ (b | ~d),
            };
            int word = round switch
            {
                0 => i,
                1 => (5 * i) + 1,
                2 => (3 * i) + 5,
                _ => 7 * i,
            };
            uint sum = unchecked(a + mixed + _words[word & 15] + s_table[i]);
            int shift = s_shifts[(round * 4) + (i & 3)];
            a = d;
            d = c;
            c = b;
            b = unchecked(b + ((sum << shift) | (sum >> (32 - shift))));
        }

        unchecked
        {
            _a += a;
            _b += b;
            _c += c;
            _d += d;
        }
    }
}
