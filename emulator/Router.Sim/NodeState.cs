using Router.Wire;

namespace Router.Sim;

/// <summary>What a simulation knows about one node.</summary>
internal sealed class NodeState
{
    private LinkDirection?[] _outbound = new LinkDirection?[4];

    public NodeState(ISimNode node, int handle)
    {
        Node = node;
        Handle = handle;
    }

    public ISimNode Node { get; set; }

    public int Handle { get; }

    public bool Alive { get; set; } = true;

    public Instant Deadline { get; set; } = Instant.Never;

    public Instant LastDeadline { get; set; } = new(-1);

    public int PollsAtInstant { get; set; }

    /// <summary>Frames sent to ports without a link.</summary>
    public long Unplugged { get; set; }

    /// <summary>The per-source counter of event keys; a field, because links step it.</summary>
#pragma warning disable CA1051
    public long Counter;
#pragma warning restore CA1051

    public LinkDirection? Outbound(int port) => (uint)port < (uint)_outbound.Length ? _outbound[port] : null;

    public void Attach(int port, LinkDirection direction)
    {
        if (port >= _outbound.Length)
        {
            System.Array.Resize(ref _outbound, port + 4);
        }

        _outbound[port] = direction;
    }
}
