using System;

namespace Router.Bench.Fib.Streams;

/// <summary>Addresses to look up, in order, with the answers that are right.</summary>
/// <param name="Name">Such as <c>hit</c>.</param>
/// <param name="Addresses">In the uppermost bits, for either family.</param>
/// <param name="Expected">Next hops; 0 is no route.</param>
public sealed record QueryStream(string Name, UInt128[] Addresses, int[] Expected);
