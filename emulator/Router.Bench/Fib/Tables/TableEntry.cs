namespace Router.Bench.Fib.Tables;

/// <summary>One line of a table.</summary>
/// <param name="Range">The prefix.</param>
/// <param name="Label">Number of its label, from 0 in the order of first appearance; -1 where the line has none.
/// </param>
/// <param name="Line">Where it stood, from 1; 0 where no file is behind it.</param>
public readonly record struct TableEntry(IpRange Range, int Label, int Line);
