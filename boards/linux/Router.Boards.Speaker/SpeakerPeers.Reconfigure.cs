using System.Collections.Generic;
using System.Linq;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Wire;

namespace Router.Boards.Speaker;

// Another file: peers that are the same in it are not touched.
internal sealed partial class SpeakerPeers
{
    /// <summary>Takes other neighbours and ranges; says what became of those that were there.</summary>
    public PeerChanges Replace(IReadOnlyList<NeighbourEntry> neighbours, Instant now)
    {
        PeerChanges changes = new();
        NeighbourEntry[] rangesBefore = [.. _ranges.Select(static range => range.Entry)];
        _ranges.Clear();
        foreach (NeighbourEntry entry in neighbours.Where(static entry => entry.Range is not null))
        {
            AddRange(entry);
        }

        changes.CountRanges(rangesBefore, [.. _ranges.Select(static range => range.Entry)]);
        Dictionary<IpAddress, NeighbourEntry> own = neighbours.Where(static entry => entry.Range is null)
            .ToDictionary(static entry => entry.Peer.RemoteAddress);
        foreach ((IpAddress remote, int peer) in _byAddress.ToArray())
        {
            _dynamic.Remove(peer);
            own.TryGetValue(remote, out NeighbourEntry? entry);
            RangePeers? range = entry is null ? RangeOf(remote) : null;
            entry ??= range?.For(remote);
            if (entry is null)
            {
                Remove(peer, now);
                changes.Removed++;
                continue;
            }

            int kept = Change(peer, entry, changes, now);
            if (range is null)
            {
                _downSince.Remove(kept);
            }
            else
            {
                Enter(kept, range, now);
            }
        }

        foreach (NeighbourEntry entry in neighbours)
        {
            if (entry.Range is null && !_byAddress.ContainsKey(entry.Peer.RemoteAddress))
            {
                Start(entry, now);
                changes.Added++;
            }
        }

        return changes;
    }

    /// <summary>The peer's number afterwards.</summary>
    private int Change(int peer, NeighbourEntry entry, PeerChanges changes, Instant now)
    {
        NeighbourEntry before = _entries[peer];
        IBgpPolicy? policy = _speaker.PolicyOf(peer);
        BgpPeerOptions options = Policies.Apply(entry) with { LinkLocal = _speaker.Peer(peer).Options.LinkLocal };
        if (entry.Interface == before.Interface && _speaker.TryReconfigure(peer, options, now))
        {
            _entries[peer] = entry;
            if (entry.Bfd != before.Bfd)
            {
                Watch(peer, entry, now);
            }

            changes.Changed += entry != before || !AnswersAlike(policy, options.Policy) ? 1 : 0;
            return peer;
        }

        // RFC 4486 §4: a new session because of a change of configuration. Who was disabled stays so.
        bool isEnabled = _speaker.Peer(peer).Enabled;
        Remove(peer, now, returns: true);
        int again = Start(entry, now, isBack: true);
        if (!isEnabled)
        {
            _speaker.SetAdmin(again, false, now);
        }

        changes.Reset++;
        return again;
    }

    private void Watch(int peer, NeighbourEntry entry, Instant now)
    {
        Bfd?.End(peer, now);
        if (entry.Bfd is { } bfd)
        {
            Bfd?.Begin(peer, bfd, ScopeOf(entry), now);
        }
    }

    private static bool AnswersAlike(IBgpPolicy? left, IBgpPolicy? right) =>
        Equals(left?.ImportKey, right?.ImportKey) && Equals(left?.ExportKey, right?.ExportKey);
}
