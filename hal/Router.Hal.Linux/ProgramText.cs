using System;
using System.Globalization;
using System.IO;
using Router.Hal.Linux.Native;

namespace Router.Hal.Linux;

/// <summary>The program's own code in memory.</summary>
public static class ProgramText
{
    private const int DontNeed = 4;

    /// <summary>
    /// Gives back the pages of code that only the start has used: reading files, building tables. They are clean pages
    /// of a file, so the kernel brings back what is needed after all. On a small board this is half of what an idle
    /// program holds. Does nothing where the kernel does not tell of mappings.
    /// </summary>
    public static void LetGo()
    {
        try
        {
            string? program = Environment.ProcessPath;
            foreach (string line in File.ReadLines("/proc/self/maps"))
            {
                // start-end permissions offset device inode path
                if (program != null && line.EndsWith(program, StringComparison.Ordinal)
                    && line.Contains(" r-xp ", StringComparison.Ordinal) && TryRange(line, out nuint start, out nuint end))
                {
                    Advise(start, end - start);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without /proc the pages stay.
        }
    }

    private static bool TryRange(ReadOnlySpan<char> line, out nuint start, out nuint end)
    {
        end = 0;
        int dash = line.IndexOf('-');
        int space = line.IndexOf(' ');
        return nuint.TryParse(line[..dash], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out start)
            && nuint.TryParse(line[(dash + 1)..space], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out end);
    }

    // Only mappings that were never written may be treated so: code is read-only from the start.
    private static unsafe void Advise(nuint start, nuint length) => _ = Libc.madvise((void*)start, length, DontNeed);
}
