using System;
using System.Collections.Generic;

namespace Router.Fuzz;

/// <summary>One thing to fuzz: its name, which is also its corpus folder, and the wire types it drives.</summary>
public sealed record FuzzTarget(string Name, FuzzBody Run, IReadOnlyList<Type> Parsers);
