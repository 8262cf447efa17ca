namespace Router.Core;

/// <summary>
/// Sixteen neighbours in one piece of the arena: the /16s of a /12, or those /24s of a /20 that are split further.
/// <code>
/// flags    bit 7: of a /20; bit 6: lengths have two octets; bit 5: several groups; bit 4: deeper;
///          bits 3 to 0: width of a group in bits
/// records  2 octets: which of the sixteen have a record
/// deeper   if so flagged, 2 octets: which of the sixteen have a block for one or more of their /20s
/// starts   if several groups, 2 octets: which of those without a record differ from the one before
/// groups   of a /12, one for each start, or one unless all have records; 1 octet, or 2 when wider than 8 bits
/// lengths  of the records, 1 or 2 octets
/// </code>
/// and the records. A place without a record answers its group in a /12; in a /20 the block around answers.
/// </summary>
internal static class MicroBlock
{
    public const int Neighbours = 16;
    public const int InnerFlag = 0x80;
    public const int WideFlag = 0x40;
    public const int SeveralFlag = 0x20;
    public const int DeeperFlag = 0x10;
    public const int WidthMask = 0x0f;

    public const int Flags = 1;

    /// <summary>A block without its records is not longer.</summary>
    public const int MaxHead = Flags + 6 + (Neighbours * 2) + (Neighbours * 2);

    /// <summary>A block is not longer.</summary>
    public const int MaxOctets = MaxHead + (Neighbours * MicroEncoder.MaxOctets);

    public static bool IsInner(int flags) => (flags & InnerFlag) != 0;

    /// <summary>Octets of one length.</summary>
    public static int LengthOctets(int flags) => (flags & WideFlag) != 0 ? 2 : 1;

    /// <summary>Octets of one group outside records.</summary>
    public static int GroupOctets(int flags) => (flags & WidthMask) > 8 ? 2 : 1;

    public static int Pair(byte[] octets, int at) => octets[at] | (octets[at + 1] << 8);

    /// <summary>Which of the sixteen have a record.</summary>
    public static int Records(byte[] octets, int at) => Pair(octets, at + Flags);

    public static int Deeper(byte[] octets, int at)
    {
        return (octets[at] & DeeperFlag) != 0 ? Pair(octets, at + Flags + 2) : 0;
    }

    /// <summary>Where the groups outside records begin, or the bits that say which is whose.</summary>
    public static int GroupsAt(byte[] octets, int at)
    {
        return at + Flags + 2 + ((octets[at] & DeeperFlag) != 0 ? 2 : 0);
    }

    /// <summary>Where the lengths begin.</summary>
    public static int LengthsAt(byte[] octets, int at)
    {
        int flags = octets[at];
        int groups = GroupsAt(octets, at);
        if ((flags & SeveralFlag) != 0)
        {
            int starts = Pair(octets, groups);
            return groups + 2 + (MicroBits.Ones16(starts) * GroupOctets(flags));
        }

        bool one = !IsInner(flags) && Records(octets, at) != 0xffff;
        return one ? groups + GroupOctets(flags) : groups;
    }

    /// <summary>The group of one without a record in a /12.</summary>
    public static int Group(byte[] octets, int at, int neighbour)
    {
        int flags = octets[at];
        int groups = GroupsAt(octets, at);
        if ((flags & SeveralFlag) != 0)
        {
            int starts = Pair(octets, groups) & ((2 << neighbour) - 1);
            groups += 2 + ((MicroBits.Ones16(starts) - 1) * GroupOctets(flags));
        }

        return GroupOctets(flags) == 1 ? octets[groups] : Pair(octets, groups);
    }

    /// <summary>The answer of a record that is there.</summary>
    /// <param name="octets">The arena.</param>
    /// <param name="at">The block.</param>
    /// <param name="neighbour">Which of the sixteen.</param>
    /// <param name="slot">0 to 255 within it.</param>
    public static int Find(byte[] octets, int at, int neighbour, int slot)
    {
        int records = Records(octets, at);
        int lengths = LengthsAt(octets, at);
        int before = MicroBits.Ones16(records & ((1 << neighbour) - 1));
        int all = MicroBits.Ones16(records);
        int start;
        int length;
        if ((octets[at] & WideFlag) == 0)
        {
            start = lengths + all;
            for (int i = 0; i < before; i++)
            {
                start += octets[lengths + i];
            }

            length = octets[lengths + before];
        }
        else
        {
            start = lengths + (all * 2);
            for (int i = 0; i < before; i++)
            {
                start += Pair(octets, lengths + (i * 2));
            }

            length = Pair(octets, lengths + (before * 2));
        }

        return MicroRecord.Find(octets, start, start + length, slot, octets[at] & WidthMask);
    }

    /// <summary>Octets of a block.</summary>
    public static int Size(byte[] octets, int at)
    {
        int flags = octets[at];
        int count = MicroBits.Ones16(Records(octets, at));
        int lengths = LengthsAt(octets, at);
        int end = lengths + (count * LengthOctets(flags));
        int size = end - at;
        for (int i = lengths; i < end; i += LengthOctets(flags))
        {
            size += (flags & WideFlag) != 0 ? Pair(octets, i) : octets[i];
        }

        return size;
    }
}
