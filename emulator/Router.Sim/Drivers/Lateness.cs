using Router.Wire;

namespace Router.Sim;

/// <summary>
/// How far processing of events ran behind the clock in a paced run. It does not change virtual time.
/// </summary>
/// <param name="Worst">The latest event so far.</param>
/// <param name="Last">The most recent batch's first event.</param>
/// <param name="LateBatches">Batches that began later than the tolerance.</param>
/// <param name="Batches">Batches processed.</param>
public readonly record struct Lateness(Duration Worst, Duration Last, long LateBatches, long Batches);
