using System;
using System.Globalization;
using System.Text;

namespace Router.Node.Console;

/// <summary>
/// A reply of BIRD's control protocol: each line opens with its four-digit code and a dash, or with a blank where the
/// code is that of the line before; a code with a blank behind it ends the reply. 0 and 1 are success, 8 and 9 failure.
/// </summary>
public sealed class CodedReply(StringBuilder output)
{
    private int _last = -1;

    public CodedReply()
        : this(new StringBuilder())
    {
    }

    /// <summary>The exit code that a code stands for: 2 for what was not understood, 1 for other failures.</summary>
    public static int ExitCodeOf(int code) => code < 8000 ? 0 : code < 9000 ? 1 : 2;

    public CodedReply Line(int code, string text)
    {
        if (code == _last)
        {
            output.Append(' ');
        }
        else
        {
            output.Append(code.ToString("D4", CultureInfo.InvariantCulture)).Append('-');
        }

        _last = code;
        AppendText(text);
        return this;
    }

    /// <summary>The last line.</summary>
    public void Close(int code, string text = "")
    {
        output.Append(code.ToString("D4", CultureInfo.InvariantCulture)).Append(' ');
        AppendText(text);
        _last = -1;
    }

    /// <summary>The whole reply as a job that has ended.</summary>
    public ConsoleJob End(int code, string text = "")
    {
        Close(code, text);
        return ConsoleJob.FinishedCoded(output.ToString(), ExitCodeOf(code));
    }

    /// <summary>A reply of one line.</summary>
    public static ConsoleJob Only(int code, string text) => new CodedReply().End(code, text);

    /// <summary>The lines of a coded reply as people read them.</summary>
    public static string Plain(string coded)
    {
        StringBuilder text = new(coded.Length);
        foreach (ReadOnlySpan<char> line in coded.AsSpan().TrimEnd('\n').EnumerateLines())
        {
            bool isShown = TryReadLine(line, out int code, out bool isLast, out ReadOnlySpan<char> shown)
                && !(isLast && shown.IsEmpty);
            if (isShown)
            {
                text.Append(shown).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>Takes a line apart; the code is -1 where it is that of the line before.</summary>
    public static bool TryReadLine(ReadOnlySpan<char> line, out int code, out bool isLast, out ReadOnlySpan<char> text)
    {
        code = -1;
        isLast = false;
        text = line;
        if (line.Length > 0 && line[0] == ' ')
        {
            text = line[1..];
            return true;
        }

        if (line.Length < 5 || line[4] is not (' ' or '-')
            || !int.TryParse(line[..4], NumberStyles.None, CultureInfo.InvariantCulture, out code))
        {
            code = -1;
            return false;
        }

        isLast = line[4] == ' ';
        text = line[5..];
        return true;
    }

    // What a peer wrote must not look like a line of ours.
    private void AppendText(string text)
    {
        foreach (char character in text)
        {
            output.Append(char.IsControl(character) && character != '\t' || character is '\u2028' or '\u2029'
                ? ' '
                : character);
        }

        output.Append('\n');
    }
}
