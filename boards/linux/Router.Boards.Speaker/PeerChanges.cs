using System;
using System.Collections.Generic;
using System.Linq;
using Router.Boards.Speaker.Configuration;
using Router.Wire;

namespace Router.Boards.Speaker;

/// <summary>What a file that was read again changed in neighbours, for the log.</summary>
internal sealed class PeerChanges
{
    public int Added { get; set; }

    public int Removed { get; set; }

    /// <summary>Other options, the same session.</summary>
    public int Changed { get; set; }

    /// <summary>Other options that took another session.</summary>
    public int Reset { get; set; }

    /// <summary>Ranges added, removed or changed.</summary>
    public int Ranges { get; private set; }

    public void CountRanges(IReadOnlyList<NeighbourEntry> before, IReadOnlyList<NeighbourEntry> after)
    {
        Dictionary<IpPrefix, NeighbourEntry> old = before.ToDictionary(static entry => entry.Range!.Value);
        Ranges = after.Count(entry => !old.Remove(entry.Range!.Value, out NeighbourEntry? was) || was != entry)
            + old.Count;
    }

    /// <summary>In words; empty when nothing changed.</summary>
    public IEnumerable<string> Describe()
    {
        (int Count, string What)[] parts =
        [
            (Added, "added"), (Removed, "removed"), (Changed, "changed"), (Reset, "reset"),
        ];
        string peers = string.Join(", ", parts.Where(static part => part.Count > 0)
            .Select(static part => FormattableString.Invariant($"{part.Count} {part.What}")));
        if (peers.Length > 0)
        {
            yield return "peers: " + peers;
        }

        if (Ranges > 0)
        {
            yield return FormattableString.Invariant($"ranges: {Ranges} changed");
        }
    }
}
