using System;

namespace Router.Fuzz;

/// <summary>Parses any octets; throws only when a promise of the parser is broken.</summary>
public delegate void FuzzBody(ReadOnlySpan<byte> octets);
