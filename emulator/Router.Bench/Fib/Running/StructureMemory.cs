namespace Router.Bench.Fib.Running;

/// <summary>What a structure occupies, in octets.</summary>
/// <param name="Touched">What lookups can touch.</param>
/// <param name="Fib">All of the forwarding table, with its slack; 0 where it is not known.</param>
/// <param name="Rib">The routes beside it; 0 where there are none or they are not known.</param>
public readonly record struct StructureMemory(long Touched, long Fib, long Rib);
