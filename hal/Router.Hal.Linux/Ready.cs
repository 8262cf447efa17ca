namespace Router.Hal.Linux;

/// <summary>A descriptor that a wait found ready, and for what.</summary>
public readonly record struct Ready(int Descriptor, PollEvents Events);
