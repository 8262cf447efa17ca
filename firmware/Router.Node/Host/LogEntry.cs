using Router.Calico.Run;
using Router.Wire;

namespace Router.Node;

/// <summary>One line of a node's log.</summary>
/// <param name="At">The node's own time.</param>
/// <param name="Level">By consequence.</param>
/// <param name="Source">What it is about: <c>bgp</c>, <c>core</c>, <c>calico</c>.</param>
/// <param name="Text">What happened, in words.</param>
public readonly record struct LogEntry(Instant At, LogLevel Level, string Source, string Text);
