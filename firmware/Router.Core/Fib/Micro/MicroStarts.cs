namespace Router.Core;

/// <summary>
/// Where the runs of a record start. Up to sixteen starts are a list of octets. More are a map: for each quarter of the
/// record that holds one (as the head says) an octet that says which groups of 8 slots do; then four bits for each of
/// those groups, the number of a frequent pattern of starts, or <see cref="Other"/>; then an octet for each of the
/// others. Slot 0 starts the first run and is in neither.
/// </summary>
internal static class MicroStarts
{
    public const int ListFlag = 0x80;
    public const int MaxList = 16;
    public const int Quarters = 4;
    public const int Other = 15;

    // What routes leave in eight neighbouring /24s: an aligned block begins or ends; one /24 is different; two blocks
    // begin at a distance.
    private static readonly byte[] s_patterns = new byte[]
    {
        0x01, 0x10, 0x04, 0x40, 0x80,
        0x03, 0x06, 0x0c, 0x18, 0x30, 0x60, 0xc0,
        0x11, 0x05, 0x50,
    };

    // Of two groups: how many starts, and in the upper half how many others.
    private static readonly byte[] s_pairs = Pairs();

    public static int TableOctets => s_patterns.Length + s_pairs.Length;

    /// <summary>The run that a slot belongs to.</summary>
    /// <param name="octets">Where the record is.</param>
    /// <param name="start">Its head.</param>
    /// <param name="slot">0 to 255.</param>
    /// <param name="end">One after the last octet about starts.</param>
    public static int Find(byte[] octets, int start, int slot, out int end)
    {
        int head = octets[start];
        int at = start + 1;
        if ((head & ListFlag) == 0)
        {
            return FindInMap(octets, head, at, slot, out end);
        }

        int length = (head & (MaxList - 1)) + 1;
        int run = 0;
        while (run < length && octets[at + run] <= slot)
        {
            run++;
        }

        end = at + length;
        return run;
    }

    /// <summary>The number of a pattern.</summary>
    public static int NumberOf(int pattern)
    {
        int number = 0;
        while (number < Other && s_patterns[number] != pattern)
        {
            number++;
        }

        return number;
    }

    private static int FindInMap(byte[] octets, int head, int at, int slot, out int end)
    {
        int quarter = slot >> 6;
        int map = 0;
        int before = 0;
        int groups = 0;
        for (int i = 0; i < Quarters; i++)
        {
            if ((head >> i & 1) != 0)
            {
                int ones = MicroBits.Ones(octets[at]);
                groups += ones;
                before += i < quarter ? ones : 0;
                map = i == quarter ? octets[at] : map;
                at++;
            }
        }

        int bit = (slot >> 3) & 7;
        before += MicroBits.Ones(map & ((1 << bit) - 1));
        int others = at + ((groups + 1) >> 1);
        int othersBefore = 0;
        int run = Count(octets, at, 0, before, ref othersBefore);
        for (int i = 0; i < othersBefore; i++)
        {
            run += MicroBits.Ones(octets[others + i]);
        }

        if ((map >> bit & 1) != 0)
        {
            int number = (octets[at + (before >> 1)] >> (4 * (before & 1))) & Other;
            int pattern = number == Other ? octets[others + othersBefore] : s_patterns[number];
            run += MicroBits.Ones(pattern & ((2 << (slot & 7)) - 1));
        }

        end = others + othersBefore;
        int othersAfter = 0;
        Count(octets, at, before, groups, ref othersAfter);
        end += othersAfter;
        return run;
    }

    // Starts in the groups from one to another that have a pattern; and how many have none.
    private static int Count(byte[] octets, int at, int from, int to, ref int others)
    {
        int starts = 0;
        if ((from & 1) != 0 && from < to)
        {
            // The lower group of this octet is not meant: as pattern 0 it counts as one start.
            int pair = s_pairs[octets[at + (from >> 1)] & 0xf0];
            starts += (pair & 15) - 1;
            others += pair >> 4;
            from++;
        }

        int last = at + (to >> 1);
        for (int i = at + (from >> 1); i < last; i++)
        {
            int pair = s_pairs[octets[i]];
            starts += pair & 15;
            others += pair >> 4;
        }

        if ((to & 1) != 0 && from < to)
        {
            int pair = s_pairs[octets[last] & 15];
            starts += (pair & 15) - 1;
            others += pair >> 4;
        }

        return starts;
    }

    private static byte[] Pairs()
    {
        var pairs = new byte[256];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = (byte)(One(i & 15) + One(i >> 4));
        }

        return pairs;
    }

    private static int One(int number) => number == Other ? 16 : MicroBits.Ones(s_patterns[number]);
}
