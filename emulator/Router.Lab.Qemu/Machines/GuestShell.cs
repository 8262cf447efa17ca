using System;
using System.Globalization;
using System.IO;
using System.Text;

namespace Router.Lab.Qemu.Machines;

/// <summary>
/// The near end of init.sh: one command a line, <c>ID COMMAND</c>, is answered with its output and the line
/// <c>@@ID EXITCODE</c>. The guest says <c>@@0 0</c> when it is ready.
/// </summary>
public sealed class GuestShell(Stream line) : IDisposable
{
    private readonly StreamReader _reader = new(line, Encoding.UTF8);
    private readonly StringBuilder _output = new();
    private int _last;

    /// <summary>What came of the command that is not answered yet.</summary>
    public string Unfinished => _output.ToString();

    /// <summary>Waits for the guest's first word.</summary>
    public GuestResult WaitUntilReady() => Read(0, string.Empty);

    /// <summary>Runs a line of shell and waits for its end.</summary>
    /// <exception cref="ArgumentException">It is more than one line.</exception>
    /// <exception cref="IOException">The line ended, or its time limit.</exception>
    public GuestResult Run(string command)
    {
        if (command.Contains('\n', StringComparison.Ordinal))
        {
            throw new ArgumentException("commands are one line each", nameof(command));
        }

        line.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{++_last} {command}\n")));
        line.Flush();
        return Read(_last, command);
    }

    public void Dispose() => _reader.Dispose();

    private GuestResult Read(int id, string command)
    {
        string end = string.Create(CultureInfo.InvariantCulture, $"@@{id} ");
        _output.Clear();
        while (_reader.ReadLine() is string text)
        {
            // Output that ends without a line break stands before the mark.
            int mark = text.IndexOf(end, StringComparison.Ordinal);
            if (mark >= 0)
            {
                _output.Append(text.AsSpan(0, mark));
                int code = int.Parse(text.AsSpan(mark + end.Length), CultureInfo.InvariantCulture);
                var result = new GuestResult(command, code, _output.ToString());
                _output.Clear();
                return result;
            }

            _output.Append(text).Append('\n');
        }

        throw new EndOfStreamException("the line to the guest ended");
    }
}
