using System;
using System.Globalization;
using Router.Node.Console;

namespace Router.Boards.Linux.Control;

/// <summary>
/// The line protocol of a control socket, which is BIRD's: a greeting, then for each request line any number of reply
/// lines. A line that starts with a blank carries text; four digits and a dash in front of it say what kind of text
/// begins, four digits and a blank end the reply. 0 and 1 begin the codes of success, 8 and 9 those of failure: BIRD's
/// own, or 8000 and the exit code of a command that BIRD has not.
/// </summary>
public static class ControlProtocol
{
    public const string GreetingCode = "0001";

    /// <summary>Asks the server to end the command under way, as Ctrl-C does.</summary>
    public const string CancelLine = "\u0003";

    public const int LongestLine = 64 * 1024;

    /// <summary>Restricts the connection to commands that only show, as <c>birdc -r</c> asks for.</summary>
    public const string RestrictLine = "restrict";

    // As BIRD says of a line that it does not understand.
    private const string NotUnderstood = "9001 syntax error\n";

    private const string Failed = "failed";

    public static string EndLine(int exitCode) => exitCode switch
    {
        0 => "0000 \n",
        2 => NotUnderstood,
        _ => string.Create(CultureInfo.InvariantCulture, $"8{exitCode & 0xff:D3} {Failed}\n"),
    };

    /// <summary>True when the line ends a reply; <paramref name="exitCode"/> is what the command answered.</summary>
    /// <param name="line">A line of a reply.</param>
    /// <param name="exitCode">0 is success.</param>
    /// <param name="text">What the line says to people, or null.</param>
    public static bool TryParseEnd(string line, out int exitCode, out string? text)
    {
        exitCode = 0;
        text = null;
        if (!CodedReply.TryReadLine(line, out int code, out bool isLast, out ReadOnlySpan<char> shown) || !isLast)
        {
            return false;
        }

        bool isOurs = code is >= 8000 and < 9000 && shown.SequenceEqual(Failed);
        exitCode = isOurs ? code - 8000 : CodedReply.ExitCodeOf(code);
        text = isOurs || shown.IsEmpty || line == NotUnderstood.TrimEnd() ? null : shown.ToString();
        return true;
    }
}
