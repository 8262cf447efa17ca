using Router.Wire;

namespace Router.Hal;

/// <summary>Monotonic time of a board.</summary>
public interface IClock
{
    Instant Now { get; }
}
