namespace Router.Core;

/// <summary>
/// The answers of 256 neighbouring slots, as runs of slots with one answer: where runs start, then what they answer.
/// <code>
/// head     bit 7: starts are a list; bits 6 to 4: kind of answers; bits 3 to 0: length of the list less one, or which
///          quarters of the map follow
/// starts   see <see cref="MicroStarts"/>
/// codes    one for each run, see below
/// groups   from the end backwards: the different groups of the record, in the order of their first appearance
/// </code>
/// Neighbouring runs differ, and that is half of what small records would have to say: two groups alternate and need no
/// code; with three, a run is the next or the next but one in the round, which is one bit; with four and five, two
/// bits. A sum over those codes is then the place in the round.
/// </summary>
internal static class MicroRecord
{
    public const int KindShift = 4;

    /// <summary>Each run has its group in full; there are no groups at the end.</summary>
    public const int Direct = 0;

    /// <summary>Two groups in turn.</summary>
    public const int Two = 1;

    /// <summary>A round of three, four, five groups.</summary>
    public const int Three = 2;
    public const int Four = 3;
    public const int Five = 4;

    /// <summary>Each run has the number of its group in 3 bits; the next kinds have 4 and 5.</summary>
    public const int Numbered = 5;

    public const int MaxNumbered = 32;

    /// <summary>The group of a slot.</summary>
    /// <param name="octets">Where the record is.</param>
    /// <param name="start">Its head.</param>
    /// <param name="end">One after its last octet.</param>
    /// <param name="slot">0 to 255.</param>
    /// <param name="width">Bits of a group.</param>
    public static int Find(byte[] octets, int start, int end, int slot, int width)
    {
        int kind = (octets[start] & ~MicroStarts.ListFlag) >> KindShift;
        int run = MicroStarts.Find(octets, start, slot, out int codes);
        int number;
        switch (kind)
        {
            case Direct:
                return MicroBits.Take(octets, (codes * 8) + (run * width), width);
            case Two:
                number = run & 1;
                break;
            case Three:
                number = (run + MicroBits.Sum(octets, codes, run, 1)) % 3;
                break;
            case Four:
                number = (run + MicroBits.Sum(octets, codes, run, 2)) & 3;
                break;
            case Five:
                number = (run + MicroBits.Sum(octets, codes, run, 2)) % 5;
                break;
            default:
                int bits = BitsOf(kind);
                number = MicroBits.Take(octets, (codes * 8) + (run * bits), bits);
                break;
        }

        return MicroBits.Take(octets, (end * 8) - ((number + 1) * width), width);
    }

    /// <summary>Bits of a numbered kind's codes.</summary>
    public static int BitsOf(int kind) => kind - Numbered + 3;
}
