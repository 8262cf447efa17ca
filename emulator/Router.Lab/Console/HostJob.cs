using System.Text;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Sim;
using Router.Wire;

namespace Router.Lab.Console;

/// <summary>
/// A command on one host of the lab, seen from outside: the host gets a turn when the command is asked to end, and the
/// command does not outlive the host.
/// </summary>
internal sealed class HostJob : ConsoleJob
{
    private readonly RunningLab _lab;
    private readonly ISimNode _host;
    private readonly ConsoleJob _inner;

    public HostJob(RunningLab lab, ISimNode host, ConsoleJob inner)
    {
        _lab = lab;
        _host = host;
        _inner = inner;
    }

    public override Instant PollAt() => _inner.PollAt();

    public override bool Poll(Instant now, StringBuilder output)
    {
        bool ended = PollInner(now, output);
        ExitCode = _inner.ExitCode;
        if (ended || _lab.IsRunning(_host))
        {
            return ended;
        }

        output.Append(_host.Name).Append(" went down\n");
        ExitCode = 1;
        return true;
    }

    public override void Cancel()
    {
        _inner.Cancel();
        if (_lab.IsRunning(_host))
        {
            _lab.Wake(_host);
        }
    }

    // A lab speaks no protocol of one host's.
    private bool PollInner(Instant now, StringBuilder output)
    {
        if (!_inner.IsCoded)
        {
            return _inner.Poll(now, output);
        }

        StringBuilder coded = new();
        bool ended = _inner.Poll(now, coded);
        output.Append(CodedReply.Plain(coded.ToString()));
        return ended;
    }
}
