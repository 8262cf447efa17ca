using Router.Lab.Topology;
using Router.Wire;

namespace Router.Lab.Checks;

/// <summary>How a check came out.</summary>
/// <param name="Check">What was asked.</param>
/// <param name="Passed">Whether it held.</param>
/// <param name="At">When that was known, in virtual time.</param>
/// <param name="Observed">What was seen instead, or where it was seen to hold.</param>
public sealed record CheckResult(LabCheck Check, bool Passed, Instant At, string Observed);
