using System.Text;

namespace Router.Core;

/// <summary>Names of drop reasons as metrics, tables and captures print them.</summary>
public static class DropReasons
{
    /// <summary>One more than the highest number: the length of arrays indexed by reason.</summary>
    public const int Count = (int)DropReason.IpipNoRoute + 1;

    private static readonly string?[] s_names = MakeNames();

    /// <summary>Lower case with underscores, such as <c>ipv4_bad_checksum</c>.</summary>
    public static string NameOf(DropReason reason) =>
        (int)reason < Count && s_names[(int)reason] is { } name ? name : "unknown";

    private static string?[] MakeNames()
    {
        string?[] names = new string?[Count];
        for (int i = 0; i < Count; i++)
        {
            string pascal = ((DropReason)i).ToString();
            if (!char.IsLetter(pascal[0]))
            {
                // A number without a name prints as digits.
                continue;
            }

            var text = new StringBuilder();
            for (int c = 0; c < pascal.Length; c++)
            {
                if (c > 0 && char.IsUpper(pascal[c]))
                {
                    text.Append('_');
                }

                text.Append(char.ToLowerInvariant(pascal[c]));
            }

            names[i] = text.ToString();
        }

        return names;
    }
}
