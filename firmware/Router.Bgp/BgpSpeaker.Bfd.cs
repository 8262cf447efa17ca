using Router.Wire;
using Router.Wire.Bgp;

namespace Router.Bgp;

// What BFD tells (RFC 5882 §4.3, §10.2). That a BFD session is up tells nothing: without one a session goes on.
public sealed partial class BgpSpeaker
{
    /// <summary>
    /// The path to the peer, or the peer, is lost: its sessions end with Cease/10 (RFC 9384 §3) and start again as
    /// after an error. Not to be called for a BFD session that is administratively down at either side.
    /// </summary>
    public void OnBfdDown(int peer, Instant now)
    {
        Neighbour neighbour = _neighbours[peer];
        FsmInput input = new(FsmEvent.AutomaticStop)
        {
            Code = BgpErrorCode.Cease,
            Subcode = BgpSubcode.Cease.BfdDown,
            Detail = "BFD session down",
        };
        if (neighbour.Second is { State: >= BgpState.OpenSent } second)
        {
            second.Handle(input, now);
        }

        // An attempt that has not got that far goes on: the hold timer is not its only judge any more.
        if (neighbour.Main.State >= BgpState.OpenSent)
        {
            neighbour.Main.Handle(input, now);
        }
    }
}
