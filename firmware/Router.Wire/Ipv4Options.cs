namespace Router.Wire;

/// <summary>Walks the options of an IPv4 header (RFC 791 §3.1). Also compiled where spans do not exist.</summary>
public static class Ipv4Options
{
    public const byte EndOfList = 0;
    public const byte NoOperation = 1;
    public const byte RecordRoute = 7;
    public const byte Timestamp = 68;
    public const byte LooseSourceRoute = 131;
    public const byte StrictSourceRoute = 137;
    public const byte RouterAlert = 148;

    /// <summary>The high bit of an option type: the option goes into every fragment.</summary>
    public const byte CopiedFlag = 0x80;

    /// <summary>
    /// Steps to the option at <paramref name="position"/>. Returns its length, 0 at the end of the list, or -1 when the
    /// option is malformed. <paramref name="end"/> is the end of the header.
    /// </summary>
    public static int Next(OctetsIn octets, int position, int end)
    {
        if (position >= end || octets[position] == EndOfList)
        {
            return 0;
        }

        if (octets[position] == NoOperation)
        {
            return 1;
        }

        if (position + 1 >= end)
        {
            return -1;
        }

        int length = octets[position + 1];
        return length < 2 || position + length > end ? -1 : length;
    }

    /// <summary>
    /// Checks the whole list. Returns the offset within the header of the first malformed octet, for the pointer of an
    /// ICMP Parameter Problem, or 0 when all is well. Reports whether a source route is among the options.
    /// </summary>
    public static int Check(OctetsIn octets, int offset, int headerLength, out bool sourceRoute)
    {
        sourceRoute = false;
        int end = offset + headerLength;
        int position = offset + Ipv4Header.Size;
        while (true)
        {
            int length = Next(octets, position, end);
            if (length < 0)
            {
                return position + 1 < end ? position + 1 - offset : position - offset;
            }

            if (length == 0)
            {
                return 0;
            }

            sourceRoute |= octets[position] == LooseSourceRoute || octets[position] == StrictSourceRoute;
            position += length;
        }
    }

    /// <summary>
    /// Writes the options that later fragments carry (RFC 791 §3.1: copied flag set), padded to a word, and returns
    /// their length. Reads from a checked header and writes at <paramref name="target"/>.
    /// </summary>
    public static int WriteCopied(OctetsIn octets, int offset, int headerLength, Octets output, int target)
    {
        int end = offset + headerLength;
        int position = offset + Ipv4Header.Size;
        int written = 0;
        while (true)
        {
            int length = Next(octets, position, end);
            if (length <= 0)
            {
                break;
            }

            if ((octets[position] & CopiedFlag) != 0)
            {
                for (int i = 0; i < length; i++)
                {
                    output[target + written + i] = octets[position + i];
                }

                written += length;
            }

            position += length;
        }

        while ((written & 3) != 0)
        {
            output[target + written++] = EndOfList;
        }

        return written;
    }
}
