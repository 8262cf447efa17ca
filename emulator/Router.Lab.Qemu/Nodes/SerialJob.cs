using System.Globalization;
using System.Text;
using Router.Node.Console;
using Router.Wire;

namespace Router.Lab.Qemu.Nodes;

/// <summary>One command on a board's serial console.</summary>
internal sealed class SerialJob(SerialShell shell, string command, Instant deadline) : ConsoleJob
{
    private readonly StringBuilder _news = new();
    private bool _hasStarted;

    public string Command => command;

    /// <summary>What stands before each line of its output.</summary>
    public string Mark { get; private set; } = string.Empty;

    /// <summary>What stands before its exit code.</summary>
    public string EndMark { get; private set; } = string.Empty;

    public bool IsOver { get; private set; }

    // What comes over the console wakes the loop by itself.
    public override Instant PollAt() =>
        IsOver || _news.Length > 0 ? Instant.Zero : _hasStarted ? Instant.Never : deadline;

    public override bool Poll(Instant now, StringBuilder output)
    {
        if (!_hasStarted && !IsOver && now >= deadline)
        {
            Fail("the board's console does not prompt; 'router lab console NODE' shows it");
        }

        output.Append(_news);
        _news.Clear();
        return IsOver;
    }

    public override void Cancel() => shell.Interrupt(this);

    public void Start(int id)
    {
        _hasStarted = true;
        Mark = string.Create(CultureInfo.InvariantCulture, $"@{id} ");
        EndMark = string.Create(CultureInfo.InvariantCulture, $"@@{id} ");
    }

    public void Add(string line) => _news.Append(line).Append('\n');

    public void End(int exitCode)
    {
        ExitCode = exitCode;
        IsOver = true;
    }

    public void Fail(string reason)
    {
        if (reason.Length > 0)
        {
            Add(reason);
        }

        End(1);
    }
}
