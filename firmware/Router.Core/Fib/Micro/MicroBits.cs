namespace Router.Core;

/// <summary>Numbers of a few bits in an array of octets, lowest bit first, and sums over them by table: a
/// microcontroller has no instruction that counts bits.</summary>
internal static class MicroBits
{
    /// <summary>What <see cref="Take"/> may read beyond the number it was asked for.</summary>
    public const int Overrun = 2;

    private static readonly byte[] s_ones = SumTable(1);
    private static readonly byte[] s_pairs = SumTable(2);

    /// <summary>Octets of the two tables.</summary>
    public static int TableOctets => s_ones.Length + s_pairs.Length;

    /// <summary>Bits set in the lowest eight.</summary>
    public static int Ones(int octet) => s_ones[octet & 0xff];

    public static int Ones16(int bits) => s_ones[bits & 0xff] + s_ones[(bits >> 8) & 0xff];

    /// <summary>Sum of the first <paramref name="count"/> numbers of 1 or 2 bits.</summary>
    public static int Sum(byte[] octets, int start, int count, int width)
    {
        byte[] table = width == 1 ? s_ones : s_pairs;
        int bits = count * width;
        int end = start + (bits >> 3);
        int sum = table[octets[end] & ((1 << (bits & 7)) - 1)];
        for (int i = start; i < end; i++)
        {
            sum += table[octets[i]];
        }

        return sum;
    }

    /// <summary>The number of up to 15 bits at a bit position.</summary>
    public static int Take(byte[] octets, int position, int width)
    {
        int i = position >> 3;
        int window = octets[i] | (octets[i + 1] << 8) | (octets[i + 2] << 16);
        return (window >> (position & 7)) & ((1 << width) - 1);
    }

    /// <summary>Writes a number where only zeros are.</summary>
    public static void Put(byte[] octets, int position, int width, int value)
    {
        int i = position >> 3;
        int window = value << (position & 7);
        int last = (position + width - 1) >> 3;
        for (; i <= last; i++)
        {
            octets[i] |= (byte)window;
            window >>= 8;
        }
    }

    /// <summary>Bits that a group number needs, 1 to 15.</summary>
    public static int Width(int group)
    {
        int width = 1;
        while (group >> width != 0)
        {
            width++;
        }

        return width;
    }

    private static byte[] SumTable(int width)
    {
        var table = new byte[256];
        for (int i = 1; i < table.Length; i++)
        {
            table[i] = (byte)(table[i >> width] + (i & ((1 << width) - 1)));
        }

        return table;
    }
}
