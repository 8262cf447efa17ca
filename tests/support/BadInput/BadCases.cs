using System.Collections.Generic;

namespace Router.Tests.Support;

/// <summary>The whole table.</summary>
public static class BadCases
{
    public static IReadOnlyList<BadCase> All { get; } =
    [
        .. HeaderCases.All(), .. OpenCases.All(), .. CapabilityCases.All(), .. StateCases.All(),
        .. UpdateFieldCases.All(), .. AttributeCases.All(), .. OtherSessionCases.All(), .. MultiprotocolCases.All(),
        .. RefreshAndSizeCases.All(),
    ];
}
