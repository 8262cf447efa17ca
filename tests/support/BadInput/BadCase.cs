namespace Router.Tests.Support;

/// <summary>
/// One input that a peer may send, and what must come of it. The unit tests play it against the state machine; whoever
/// speaks TCP can play the same.
/// </summary>
/// <param name="Name">Unique.</param>
/// <param name="Source">The section that decides, or the CVE that taught it.</param>
/// <param name="State">When the octets arrive.</param>
/// <param name="Session">What was agreed.</param>
/// <param name="Octets">What is sent, as hexadecimal; whole messages or not.</param>
/// <param name="Answer">What must come of it.</param>
public sealed record BadCase(
    string Name, string Source, BadState State, BadSession Session, string Octets, BadAnswer Answer)
{
    /// <summary>Seconds of silence after the octets before the answer is due.</summary>
    public int Wait { get; init; }

    public override string ToString() => Name;
}
