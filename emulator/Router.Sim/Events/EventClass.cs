namespace Router.Sim;

/// <summary>What happens first among events of one instant. Values are part of the digest: never renumber.</summary>
public enum EventClass : byte
{
    /// <summary>A frame arrives.</summary>
    Frame = 0,

    /// <summary>Carrier of a port changes.</summary>
    Carrier = 1,

    /// <summary>A fault, a check or an operator's command.</summary>
    Control = 2,

    /// <summary>A node asked to be polled.</summary>
    Deadline = 3,
}
