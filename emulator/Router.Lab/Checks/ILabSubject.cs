using Router.Lab.Topology;

namespace Router.Lab.Checks;

/// <summary>The running lab, as far as checks look at it.</summary>
public interface ILabSubject
{
    /// <summary>Whether the check's node has the session in the expected state now; says what state it is in.</summary>
    bool Holds(LabCheck check, BgpExpectation expectation, out string observed);

    /// <summary>
    /// Whether the check's node has the expected route now; prints the line of its table, or its absence.
    /// </summary>
    bool Holds(LabCheck check, RouteExpectation expectation, out string observed);

    /// <summary>Begins a ping. Called inside a scheduled event of the simulation.</summary>
    IPingRun StartPing(PingExpectation expectation);
}
