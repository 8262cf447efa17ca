using System;

namespace Router.Bgp;

/// <summary>Names of interfaces as BIRD and shells match them: <c>*</c> any text, <c>?</c> one character.</summary>
public static class InterfacePattern
{
    public static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> text)
    {
        int at = 0;
        int starAt = -1;
        int resume = 0;
        int next = 0;
        while (next < text.Length)
        {
            if (at < pattern.Length && pattern[at] == '*')
            {
                starAt = at++;
                resume = next;
            }
            else if (at < pattern.Length && (pattern[at] == '?' || pattern[at] == text[next]))
            {
                at++;
                next++;
            }
            else if (starAt >= 0)
            {
                // The last star takes one character more.
                at = starAt + 1;
                next = ++resume;
            }
            else
            {
                return false;
            }
        }

        while (at < pattern.Length && pattern[at] == '*')
        {
            at++;
        }

        return at == pattern.Length;
    }
}
