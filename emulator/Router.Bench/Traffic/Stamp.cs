namespace Router.Bench.Traffic;

/// <summary>What a generated frame says of itself.</summary>
/// <param name="Flow">Number of its flow.</param>
/// <param name="Sequence">Its number in the flow, from 0.</param>
/// <param name="Sent">When it was sent, in nanoseconds of the sender's clock.</param>
public readonly record struct Stamp(uint Flow, uint Sequence, long Sent);
