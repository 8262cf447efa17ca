namespace Router.Core;

internal enum FragmentResult : byte
{
    /// <summary>Kept until the rest arrives.</summary>
    Held,

    /// <summary>The datagram is whole: its chain of fragments is the caller's now.</summary>
    Complete,

    /// <summary>This fragment is refused; it is still the caller's.</summary>
    Refused,

    /// <summary>This fragment and all that came before are refused: both are the caller's now.</summary>
    Poisoned,
}
