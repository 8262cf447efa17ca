using System.Collections.Generic;
using System.IO;
using System.Linq;
using Router.Bgp;
using Router.Boards.Speaker.Configuration;
using Router.Boards.Speaker.Transport;
using Router.Wire;

namespace Router.Boards.Speaker;

// Another file while sessions go on.
internal sealed partial class SpeakerLoop
{
    /// <summary>Takes over what may change in a speaker that runs; says what did.</summary>
    public string Apply(SpeakerFile next, Instant now)
    {
        _now = now;
        _console.Reconfigured = now;
        SpeakerFile before = _file;

        // Filters that say the same keep their counts, and what only a start can change stays as it is.
        _file = next = KeptAtRestart.Of(before, next with { Policy = next.Policy.Keeping(before.Policy) });
        var changes = new List<string>();
        _log.Level = next.Log;
        ApplyOriginations(before, next, now);
        _peers.Policies = new PeerPolicy(next.Policy, _aggregates, Speaker);
        BeginBfd(next);
        try
        {
            // Before the peers: who comes at once is to find the key.
            _transport.Listeners.Change(next.Neighbours);
        }
        catch (IOException e)
        {
            _log.Error($"reload: {e.Message}; sessions that are up go on");
        }

        changes.AddRange(_peers.Replace(next.Neighbours, now).Describe());
        int added = next.Originate.Except(before.Originate).Count();
        int removed = before.Originate.Except(next.Originate).Count();
        Note(changes, added + removed > 0, $"originate: {added} added, {removed} removed");
        Note(changes, !next.Aggregates.SequenceEqual(before.Aggregates), "aggregates changed");
        Note(changes, next.Log != before.Log, "log level changed");
        return changes.Count == 0 ? "nothing changed" : string.Join("; ", changes);
    }

    private static void Note(List<string> changes, bool holds, string what)
    {
        if (holds)
        {
            changes.Add(what);
        }
    }

    private void BeginBfd(SpeakerFile file)
    {
        if (_bfd is null && file.Neighbours.Any(static neighbour => neighbour.Bfd is not null))
        {
            _bfd = new SpeakerBfd(Speaker, _log, _poll, Speaker.Options.Seed);
            _peers.Bfd = _bfd;
        }
    }

    private void ApplyOriginations(SpeakerFile before, SpeakerFile next, Instant now)
    {
        IpPrefix[] wereAggregates = [.. before.Aggregates.Select(static a => a.Prefix).Where(_aggregates.Announces)];
        foreach (IpPrefix gone in before.Originate.Except(next.Originate).Except(wereAggregates))
        {
            Speaker.WithdrawOrigination(gone, now);
        }

        _aggregates.Replace(next.Aggregates, next.Originate, Speaker, now);

        // What was announced as an aggregate alone had an aggregate's attributes.
        IEnumerable<IpPrefix> own = before.Originate.Except(wereAggregates.Where(a => !_aggregates.Announces(a)));
        foreach (IpPrefix prefix in next.Originate.Except(own).Where(prefix => !_aggregates.Announces(prefix)))
        {
            Speaker.Originate(prefix, new BgpOrigination(), now);
        }
    }
}
