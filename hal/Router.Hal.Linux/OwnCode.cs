using System;
using System.Globalization;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>The pages of this process's own program code.</summary>
public static unsafe class OwnCode
{
    private const int DontNeed = 4;

    /// <summary>
    /// Gives back the pages of code that were needed once, at the start. The kernel maps those that are needed again
    /// from its cache, a few microseconds for each 64 KiB; what only a start or a help text runs stays away. Without
    /// /proc nothing happens.
    /// </summary>
    public static void Release()
    {
        try
        {
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                // proc(5): ADDRESS-ADDRESS PERMISSIONS OFFSET ... PATH. Code that can be written is not the file's.
                string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (words.Length >= 6 && words[1] == "r-xp" && words[5].StartsWith('/')
                    && words[0].Split('-') is [string start, string end]
                    && nuint.TryParse(start, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nuint from)
                    && nuint.TryParse(end, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out nuint to))
                {
                    _ = Libc.madvise((void*)from, to - from, DontNeed);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A chroot without /proc: all as before.
        }
    }
}
