using System.Text;
using Router.Node.Console;
using Router.Wire;

namespace Router.Node;

/// <summary>
/// A command that the host polls with its own clock, seen by whoever typed it: output gathers here until it is fetched.
/// </summary>
internal sealed class AttachedJob : ConsoleJob
{
    // Who does not fetch this much stops the command until it does.
    private const int MostWaiting = 1024 * 1024;

    private readonly ConsoleJob _inner;
    private readonly StringBuilder _output = new();
    private bool _ended;

    public AttachedJob(ConsoleJob inner) => _inner = inner;

    public override bool IsCoded => _inner.IsCoded;

    public bool Ended => _ended;

    public Instant InnerPollAt() =>
        _ended || _output.Length > MostWaiting ? Instant.Never : _inner.PollAt();

    /// <summary>Called by the host; true when the command has ended.</summary>
    public bool Advance(Instant now)
    {
        if (!_ended)
        {
            _ended = _inner.Poll(now, _output);
            ExitCode = _inner.ExitCode;
        }

        return _ended;
    }

    public override bool Poll(Instant now, StringBuilder output)
    {
        output.Append(_output);
        _output.Clear();
        return _ended;
    }

    public override Instant PollAt() => _ended || _output.Length > 0 ? Instant.Zero : Instant.Never;

    /// <summary>What nobody will read any more goes, so that the command can end.</summary>
    public override void Cancel()
    {
        if (_output.Length > MostWaiting)
        {
            _output.Clear();
        }

        _inner.Cancel();
    }
}
