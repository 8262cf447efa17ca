using Router.Wire;

namespace Router.Core;

/// <content>The end of a board whose frame pool lives on.</content>
public sealed partial class RouterCore
{
    /// <summary>
    /// Gives every frame the core holds back to the pool; what had been received counts as dropped. The core is not to
    /// be used afterwards.
    /// </summary>
    public void Close(Instant now)
    {
        _now = now;
        Tracer = null;
        for (int port = 0; port < _ports.Count; port++)
        {
            _neighbours.LinkLost(port, everything: true, now);
        }

        while (_reassembly.NextDeadline != Instant.Never && _reassembly.TryExpire(Instant.Never, out int chain))
        {
            DropChain(chain, DropReason.LinkDown, now);
        }

        while (_local.TryTake(out LocalWork work))
        {
            if (work.Chain != 0)
            {
                DropChain(work.Chain, DropReason.LinkDown, now);
            }
            else
            {
                Drop(ref work.Packet, DropReason.LinkDown, now);
            }
        }

        while (_output.TryTake(out OutputFrame output))
        {
            _pool.Return(output.Frame);
        }
    }
}
