using System;
using System.Collections.Generic;

namespace Router.Calico.Yaml;

/// <summary>Guesses what a misspelt word was meant to be.</summary>
public static class Spelling
{
    private const int LongestWord = 64;

    /// <summary>The closest of the known words, or null when none is close enough to be a slip.</summary>
    public static string? Closest(string word, IEnumerable<string> known)
    {
        if (word.Length > LongestWord)
        {
            return null;
        }

        string? best = null;
        int bestDistance = 1 + Math.Max(1, word.Length / 3);
        foreach (string candidate in known)
        {
            int distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < bestDistance)
            {
                bestDistance = distance;
                best = candidate;
            }
        }

        return best;
    }

    // Levenshtein distance with one row; a swap of neighbours counts two.
    private static int Distance(string left, string right)
    {
        var row = new int[right.Length + 1];
        for (int column = 0; column <= right.Length; column++)
        {
            row[column] = column;
        }

        for (int line = 1; line <= left.Length; line++)
        {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column <= right.Length; column++)
            {
                int substituted = diagonal + (left[line - 1] == right[column - 1] ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.Min(substituted, 1 + Math.Min(row[column], row[column - 1]));
            }
        }

        return row[right.Length];
    }
}
