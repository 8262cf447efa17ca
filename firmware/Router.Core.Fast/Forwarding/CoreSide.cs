using System;
using Router.Wire;

namespace Router.Core.Fast;

/// <summary>The core as the passes on its own thread see it: whatever they ask is answered at once.</summary>
internal sealed unsafe class CoreSide : SlowSide, IDisposable
{
    private readonly RouterCore _core;
    private readonly WayFinder _ways;
    private readonly SharedWays? _shared;
    private long _settlement = -1;
    private long _routes = -1;

    /// <param name="core">Decides.</param>
    /// <param name="shared">Where other threads read what is learned here; null when there are none.</param>
    public CoreSide(RouterCore core, SharedWays? shared)
    {
        _core = core;
        _shared = shared;
        _ways = new WayFinder(core, new WayTable());
        core.Neighbours.Evicting = NoteUses;
    }

    public WayTable Table => _ways.Table;

    public ForwardingPasses Passes { get; set; } = null!;

    /// <summary>
    /// Forgets what no longer holds. Before each pass, and so after each frame of the core's that changed something.
    /// </summary>
    public void Settle(Instant now)
    {
        Passes.Identification = _core.Identification;
        Passes.Use = _core.Neighbours.Uses;
        if (_core.Routes.Generation != _routes)
        {
            _routes = _core.Routes.Generation;
            _settlement = _ways.FollowRoutes() ? _settlement : -1;
        }

        if (_core.Settlement == _settlement && !Table.IsFull)
        {
            return;
        }

        NoteUses();
        _settlement = _core.Settlement;
        if (_shared == null)
        {
            _ways.Reset();
        }
        else
        {
            _shared.Publish(_ways, _core, now);
        }

        Passes.Take(Table);
        Passes.TunnelOpen = _core.Tunnel.Enabled;
        Passes.TunnelRpf = _core.Tunnel.Rpf;
        Passes.Output.Cover(_core.PortLimit - 1);
    }

    public void Unsettle() => _settlement = -1;

    /// <summary>What the passes counted on in the core's place.</summary>
    public void TellCore()
    {
        _core.Identification = Passes.Identification;
        _core.Neighbours.Uses = Passes.Use;
    }

    /// <summary>What the core sends leaves in its turn among the frames that went the fast way.</summary>
    public void TakeOutput()
    {
        while (_core.TryTakeOutput(out int port, out Frame frame))
        {
            Passes.Output.AddCounted(port, in frame);
        }
    }

    public override void Learn(int group, Instant now) => _ways.Learn(group, now);

    public override int LearnDestination(int hop, uint address, Instant now) =>
        _ways.LearnDestination(hop, address, now);

    public override int Renew(Way* way, int number, uint destination, Instant now) =>
        _ways.Renew(way, number, destination, now);

    public override bool Allows(Ipv4Address remote)
    {
        bool allows = _core.Tunnel.Allows(remote);
        if (allows)
        {
            _ways.Allow(remote);
        }

        return allows;
    }

    public override bool Give(int port, in Frame frame, Instant now)
    {
        TellCore();
        _core.Receive(port, frame, now);
        TakeOutput();
        Passes.Identification = _core.Identification;
        Passes.Use = _core.Neighbours.Uses;
        return _core.Settlement != _settlement || _core.Routes.Generation != _routes;
    }

    public void Dispose()
    {
        _core.Neighbours.Evicting = null;
        if (_shared == null)
        {
            Table.Dispose();
        }
    }

    // The neighbour cache lets its least recently used entry go: it must know of those used here.
    private void NoteUses()
    {
        for (int i = 1; i < Table.RewritesUsed; i++)
        {
            // Who else reads the table does not say what it uses: all of it counts as used, then.
            long use = _shared == null ? Passes.Uses[i] : ++_core.Neighbours.Uses;
            if (use != 0)
            {
                ref Rewrite rewrite = ref Table.Rewrites[i];
                _core.Neighbours.NoteUse(
                    rewrite.NeighbourSlot, rewrite.Port, new Ipv4Address(rewrite.Neighbour), use);
                Passes.Uses[i] = 0;
            }
        }
    }
}
