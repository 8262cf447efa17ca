using Router.Wire;

namespace Router.Bgp;

// When everything had been decided and told.
public sealed partial class BgpSpeaker
{
    private uint _noted;
    private bool _isSettled = true;

    /// <summary>No decision is due, and every established peer has been told all that changed.</summary>
    public bool IsConverged => _isSettled;

    /// <summary>
    /// When the last queue of decisions and exports ran empty after a change; <see cref="Instant.Never"/> before the
    /// first.
    /// </summary>
    public Instant LastConverged { get; private set; } = Instant.Never;

    // A few comparisons a Poll; peers are looked at only while something is under way.
    private void NoteConvergence(Instant now)
    {
        uint changes = 0;
        bool isIdle = true;
        foreach (LocRib rib in _shared.Ribs)
        {
            changes += rib.Log.End;
            isIdle &= !rib.HasWork;
        }

        _isSettled &= isIdle && changes == _noted && !_shared.HasNewSession;
        _shared.HasNewSession = false;
        _noted = changes;
        if (_isSettled || !isIdle || HasUntold())
        {
            return;
        }

        _isSettled = true;
        LastConverged = now;
    }

    private bool HasUntold()
    {
        foreach (Neighbour neighbour in _neighbours)
        {
            if (!neighbour.IsEstablished)
            {
                continue;
            }

            foreach (PeerTable table in neighbour.Tables)
            {
                if (table.HasChanges)
                {
                    return true;
                }
            }

            if (neighbour.Main.Connection is { Output.Count: > 0 })
            {
                return true;
            }
        }

        return false;
    }
}
