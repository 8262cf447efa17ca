using System.Collections.Generic;

namespace Router.Bgp;

/// <summary>One rule that was asked about a route.</summary>
/// <param name="Filter">The filter's name.</param>
/// <param name="Index">The rule's place in it, from 0.</param>
/// <param name="Rule">The rule; null for the filter's or policy's own last word.</param>
/// <param name="IsMatch">All its conditions hold.</param>
/// <param name="Why">The rule in words, or the first condition that does not hold.</param>
public sealed record BgpPolicyStep(string Filter, int Index, BgpRule? Rule, bool IsMatch, string Why);

/// <summary>What a policy decides about a route, and by which steps.</summary>
/// <param name="IsAccepted">The route passes.</param>
/// <param name="Decider">Which rule decided: <c>customers rule 2 (ours)</c>, or what decides when none does.</param>
/// <param name="Steps">All rules that were asked, in order; the last one decided.</param>
public sealed record BgpVerdict(bool IsAccepted, string Decider, IReadOnlyList<BgpPolicyStep> Steps);
