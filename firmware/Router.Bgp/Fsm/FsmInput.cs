using Router.Wire.Bgp;

namespace Router.Bgp;

/// <summary>An event with what the state needs to know to judge it.</summary>
internal readonly record struct FsmInput(FsmEvent Event)
{
    /// <summary>The error to answer when the event is one of a bad message.</summary>
    public BgpErrorCode Code { get; init; }

    public byte Subcode { get; init; }

    /// <summary>Data of that NOTIFICATION.</summary>
    public byte[]? Data { get; init; }

    /// <summary>What exactly happened, for the operator.</summary>
    public string? Detail { get; init; }

    /// <summary>The peer never dials out.</summary>
    public bool Passive { get; init; }

    /// <summary>Option DelayOpen is set (RFC 4271 §8.1.1).</summary>
    public bool DelayOpen { get; init; }

    public bool DelayOpenRunning { get; init; }
}
