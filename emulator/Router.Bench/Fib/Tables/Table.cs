using System.Collections.Generic;

namespace Router.Bench.Fib.Tables;

/// <summary>A routing table as given, each prefix once, by address and then length.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="V6">IPv6; false: IPv4.</param>
/// <param name="Entries">Sorted.</param>
/// <param name="Labels">How many different labels there are.</param>
/// <param name="Notes">What its reader should be told: duplicates, that it is synthetic.</param>
public sealed record Table(
    string Name, bool V6, IReadOnlyList<TableEntry> Entries, int Labels, IReadOnlyList<string> Notes);
