namespace Router.Bgp;

// What peers are to hear about.
internal sealed partial class LocRib
{
    // A peer that does not read must not make the log longer than a few tables.
    private const int LeastCompaction = 16 * 1024;

    private int _kept;

    /// <summary>Sessions to which every path goes, and not the best alone (RFC 7911).</summary>
    public int AddPathReaders { get; set; }

    /// <summary>Enters a prefix whose selection changed, and which of its paths are new.</summary>
    public void LogChange(int prefix)
    {
        uint place = Log.Append(prefix);
        ref PrefixEntry entry = ref Prefixes[prefix];
        entry.ChangedAt = place;
        for (int index = entry.FirstPath; index != NoPath; index = Paths[index].Next)
        {
            ref PathEntry path = ref Paths[index];
            if ((path.Flags & PathFlags.Fresh) != 0)
            {
                path.Flags &= ~PathFlags.Fresh;
                path.ChangedAt = place;
            }
        }
    }

    /// <summary>Entries that nobody needs make up most of the log.</summary>
    public bool LogNeedsCompaction =>
        Log.Count > LeastCompaction && Log.Count > 2 * (_kept + Prefixes.Count);

    /// <summary>True when an entry still says something: the prefix has no later one, or a path has none.</summary>
    public bool IsCurrent(uint place)
    {
        int prefix = Log[place];
        if (Prefixes.IsFree(prefix))
        {
            return false;
        }

        ref PrefixEntry entry = ref Prefixes[prefix];
        bool isCurrent = entry.ChangedAt == place;
        for (int index = entry.FirstPath; index != NoPath && !isCurrent; index = Paths[index].Next)
        {
            isCurrent = Paths[index].ChangedAt == place;
        }

        return isCurrent;
    }

    /// <summary>
    /// Moves what is current to the end of the log and drops the rest. Returns where each old place went, counted from
    /// the old start; a place that was dropped went where the next current one did.
    /// </summary>
    public uint[] CompactLog()
    {
        uint start = Log.Start;
        uint[] moved = new uint[Log.Count];
        uint to = Log.End;

        // From the newest down, so that nothing is overwritten before it is read.
        for (uint from = Log.End; from != start;)
        {
            from--;
            if (IsCurrent(from))
            {
                to--;
                Renumber(Log[from], from, to);
                Log.Move(from, to);
            }

            moved[from - start] = to;
        }

        Log.Trim(to);
        _kept = Log.Count;
        return moved;
    }

    private void Renumber(int prefix, uint from, uint to)
    {
        ref PrefixEntry entry = ref Prefixes[prefix];
        if (entry.ChangedAt == from)
        {
            entry.ChangedAt = to;
        }

        for (int index = entry.FirstPath; index != NoPath; index = Paths[index].Next)
        {
            ref PathEntry path = ref Paths[index];
            if (path.ChangedAt == from)
            {
                path.ChangedAt = to;
            }
        }
    }
}
