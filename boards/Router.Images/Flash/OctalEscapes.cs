using System.Text;

namespace Router.Images.Flash;

/// <summary>Spaces, tabs, line feeds and backslashes in the tables of /proc, as \040.</summary>
internal static class OctalEscapes
{
    public static string Undo(string text)
    {
        StringBuilder plain = new();
        for (int at = 0; at < text.Length; at++)
        {
            if (text[at] == '\\' && at + 3 < text.Length
                && IsOctal(text[at + 1]) && IsOctal(text[at + 2]) && IsOctal(text[at + 3]))
            {
                plain.Append((char)(((text[at + 1] - '0') << 6) + ((text[at + 2] - '0') << 3) + (text[at + 3] - '0')));
                at += 3;
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }

    private static bool IsOctal(char c) => c is >= '0' and <= '7';
}
