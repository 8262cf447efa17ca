using Router.Wire;

namespace Router.Sim;

/// <summary>
/// Gives external input its meaning, on the simulation's thread. Live or replayed, it must act alike.
/// </summary>
public interface IInputHandler
{
    void OnInput(ExternalInput input, Instant now);
}
