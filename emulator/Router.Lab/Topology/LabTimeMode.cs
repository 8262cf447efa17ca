namespace Router.Lab.Topology;

/// <summary>What the lab's clock does; every banner and report states it.</summary>
public enum LabTimeMode : byte
{
    /// <summary>Jumps from event to event; the same seed gives the same digest.</summary>
    Virtual,

    /// <summary>Follows the wall clock, for people who type commands.</summary>
    Paced,
}
