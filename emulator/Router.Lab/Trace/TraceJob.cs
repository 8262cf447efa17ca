using System.Collections.Generic;
using System.Text;
using Router.Core;
using Router.Lab.Engine;
using Router.Node.Console;
using Router.Node.Echo;
using Router.Wire;

namespace Router.Lab.Trace;

/// <summary>
/// Sends one echo, watches it on every host of the lab, and tells its way. Exit code 0 when the reply came back.
/// </summary>
internal sealed class TraceJob : ConsoleJob, IEchoListener
{
    private static readonly Duration s_patience = Duration.FromSeconds(5);

    private readonly RunningLab _lab;
    private readonly LabHost _source;
    private readonly Ipv4Address _from;
    private readonly Ipv4Address _to;
    private readonly ushort _identifier;
    private readonly Instant _deadline;
    private readonly List<TraceStep> _steps = [];
    private readonly bool _json;
    private bool _answered;
    private bool _over;

    public TraceJob(RunningLab lab, LabHost source, Ipv4Address from, Ipv4Address to, bool json, Instant now)
    {
        _lab = lab;
        _source = source;
        _from = from;
        _to = to;
        _json = json;
        _deadline = now + s_patience;
        _identifier = source.Host.Echo.Open(this);
        var flow = new PacketFlow(from, to, _identifier);
        foreach (LabHost host in lab.Hosts)
        {
            host.Host.Core.Tracer = new FlowTracer(host, flow, _steps);
        }

        var send = new IpSend { Source = from, Destination = to, Protocol = IpProtocol.Icmp, DontFragment = true };
        _over = source.Host.Echo.SendRequest(send, _identifier, 1, 56, now) != SendResult.Sent;
    }

    public override Instant PollAt() => _over || _answered ? Instant.Zero : _deadline;

    public override bool Poll(Instant now, StringBuilder output)
    {
        if (!_over && !_answered && now < _deadline)
        {
            return false;
        }

        _source.Host.Echo.Close(_identifier);
        foreach (LabHost host in _lab.Hosts)
        {
            host.Host.Core.Tracer = null;
        }

        ExitCode = _answered ? 0 : 1;
        output.Append(_json
            ? TraceJson.Text(_steps, _answered, name => _lab.Find(name)!.Host.InterfaceName)
            : new TraceText(_lab).Tell(_from, _to, _steps, _answered)).Append('\n');
        return true;
    }

    public override void Cancel() => _over = true;

    public void OnReply(Ipv4Address from, ushort sequence, byte ttl, int octets, Instant now) => _answered = true;

    public void OnError(Ipv4Address from, ushort sequence, IcmpHeader header, Instant now) => _over = true;
}
