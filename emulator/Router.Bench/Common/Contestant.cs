using System.Collections.Generic;

namespace Router.Bench.Common;

/// <summary>
/// Something measured in a process of its own, which prints one JSON object a line on its standard output.
/// </summary>
/// <param name="Name">As the tables call it.</param>
/// <param name="Program">The file to start.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record Contestant(string Name, string Program, IReadOnlyList<string> Arguments);
