using System;
using System.Globalization;

namespace Router.Boards.Linux.Control;

/// <summary>
/// The line protocol of a control socket, shaped like BIRD's: a greeting, then for each request line any number of
/// reply lines. A line that starts with a blank carries text; a line of four digits and a blank ends the reply. Codes
/// below 1000 mean done, 8000 and above failure with the exit code in the last three digits.
/// </summary>
public static class ControlProtocol
{
    public const string GreetingCode = "0001";

    /// <summary>Asks the server to end the command under way, as Ctrl-C does.</summary>
    public const string CancelLine = "\u0003";

    public const int LongestLine = 64 * 1024;

    public static string EndLine(int exitCode) => exitCode == 0
        ? "0000 \n"
        : string.Create(CultureInfo.InvariantCulture, $"8{exitCode & 0xff:D3} failed\n");

    /// <summary>True when the line ends a reply; <paramref name="exitCode"/> is what the command answered.</summary>
    public static bool TryParseEnd(string line, out int exitCode)
    {
        exitCode = 0;
        return line.Length >= 5 && line[4] == ' '
            && int.TryParse(line.AsSpan(0, 4), NumberStyles.None, CultureInfo.InvariantCulture, out int code)
            && ((exitCode = code < 8000 ? 0 : code - 8000) >= 0);
    }
}
