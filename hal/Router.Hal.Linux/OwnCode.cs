using System;
using System.Globalization;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>The pages that this process has of its own program file and libraries.</summary>
public static unsafe class OwnCode
{
    private const int DontNeed = 4;

    /// <summary>
    /// Gives back the pages of code and constants. The kernel maps those that are needed again from its cache, some
    /// microseconds for each 64 KiB; what only a start runs stays away. Without /proc nothing happens.
    /// </summary>
    public static void Release()
    {
        try
        {
            nuint from = 0;
            nuint to = 0;
            foreach (string line in File.ReadLines("/proc/self/smaps"))
            {
                if (TryParseMapping(line, out nuint start, out nuint end, out bool isFile))
                {
                    (from, to) = isFile ? (start, end) : (0, 0);
                }
                else if (to > from && line.StartsWith("Private_Dirty:", StringComparison.Ordinal)
                    && line.EndsWith(" 0 kB", StringComparison.Ordinal))
                {
                    // Nobody has written there, the dynamic linker neither, and nobody can.
                    _ = Libc.madvise((void*)from, to - from, DontNeed);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A chroot without /proc: all as before.
        }
    }

    // proc(5): ADDRESS-ADDRESS PERMISSIONS OFFSET DEVICE INODE PATH.
    private static bool TryParseMapping(string line, out nuint start, out nuint end, out bool isReadOnlyFile)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        start = end = 0;
        isReadOnlyFile = words.Length >= 6 && (words[1] is "r-xp" or "r--p") && words[5].StartsWith('/');
        return words.Length >= 5 && words[0].Split('-') is [string first, string last]
            && nuint.TryParse(first, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out start)
            && nuint.TryParse(last, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out end);
    }
}
