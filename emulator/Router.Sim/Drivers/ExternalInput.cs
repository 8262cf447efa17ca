namespace Router.Sim;

/// <summary>
/// Something that enters a running simulation from outside: a console command, a fault called by an operator, a frame
/// of a gateway as text. Only these three strings reach the recording.
/// </summary>
/// <param name="Kind">What the handler should make of it: <c>exec</c>, <c>ping</c>, <c>carrier</c>.</param>
/// <param name="Target">The node it is for, or empty for the lab.</param>
/// <param name="Text">The command itself.</param>
public sealed record ExternalInput(string Kind, string Target, string Text)
{
    /// <summary>The poster's own object, handed back with the input; null when replayed.</summary>
    public object? State { get; init; }
}
