using System;
using System.Globalization;
using Router.Wire;

namespace Router.Bgp;

/// <summary>
/// An entry of a prefix list: prefixes inside <see cref="Prefix"/> with a length from <see cref="Least"/> to
/// <see cref="Most"/>. Written <c>10.0.0.0/8</c> (exactly), <c>10.0.0.0/8+</c> (and inside), <c>10.0.0.0/8{16,24}</c>,
/// or <c>10.0.0.0/8 ge 16 le 24</c>.
/// </summary>
public readonly record struct BgpPrefixMatch
{
    public BgpPrefixMatch(IpPrefix prefix, int least, int most)
    {
        Prefix = prefix;
        Least = Math.Max(least, prefix.Length);
        Most = Math.Min(most, prefix.Address.Bits);
    }

    public IpPrefix Prefix { get; }

    public int Least { get; }

    public int Most { get; }

    public static BgpPrefixMatch Exactly(IpPrefix prefix) => new(prefix, prefix.Length, prefix.Length);

    public static BgpPrefixMatch OrLonger(IpPrefix prefix) => new(prefix, prefix.Length, prefix.Address.Bits);

    public bool Matches(IpPrefix prefix) =>
        prefix.Length >= Least && prefix.Length <= Most && Prefix.Contains(prefix);

    public static bool TryParse(string text, out BgpPrefixMatch match)
    {
        match = default;
        string rest = text.Trim();
        int end = rest.IndexOfAny(s_ends);
        string head = end < 0 ? rest : rest.Substring(0, end);
        rest = end < 0 ? string.Empty : rest.Substring(end).Trim();
        if (!head.Contains('/') || !IpPrefix.TryParse(head, out IpPrefix prefix))
        {
            return false;
        }

        int bits = prefix.Address.Bits;
        int least = prefix.Length;
        int most = rest.Length == 0 ? least : bits;
        bool isGood = rest.Length == 0 || rest == "+"
            || (rest[0] == '{' ? TryBraces(rest, out least, out most) : TryWords(rest, ref least, ref most));
        match = new BgpPrefixMatch(prefix, least, most);
        return isGood && least <= most && least <= bits && most <= bits && most >= prefix.Length;
    }

    public override string ToString() => Least == Prefix.Length && Most == Prefix.Length ? Prefix.ToString()
        : Least == Prefix.Length && Most == Prefix.Address.Bits ? Prefix + "+"
        : string.Format(CultureInfo.InvariantCulture, "{0}{{{1},{2}}}", Prefix, Least, Most);

    private static readonly char[] s_ends = ['+', '{', ' '];

    private static bool TryBraces(string text, out int least, out int most)
    {
        least = 0;
        most = 0;
        int comma = text.IndexOf(',');
        return comma > 0 && text[^1] == '}'
            && TryNumber(text.Substring(1, comma - 1), out least)
            && TryNumber(text.Substring(comma + 1, text.Length - comma - 2), out most);
    }

    // As in a prefix list of the field: ge alone reaches to host routes, le alone starts at the prefix itself.
    private static bool TryWords(string text, ref int least, ref int most)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        bool isGood = words.Length is 2 or 4;
        for (int i = 0; isGood && i < words.Length; i += 2)
        {
            isGood = TryNumber(words[i + 1], out int number);
            if (words[i] == "ge" && i == 0)
            {
                least = number;
            }
            else if (words[i] == "le")
            {
                most = number;
            }
            else
            {
                return false;
            }
        }

        return isGood;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
