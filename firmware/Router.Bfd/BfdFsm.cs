namespace Router.Bfd;

/// <summary>The state machine of RFC 5880 §6.8.6 and §6.2 as pure functions.</summary>
internal static class BfdFsm
{
    /// <summary>What the state of a received packet makes of ours; with a diagnostic where ours is a loss.</summary>
    public static (BfdState Next, BfdDiagnostic? Diagnostic) On(BfdState state, BfdState received)
    {
        if (state == BfdState.AdminDown)
        {
            return (state, null);
        }

        if (received == BfdState.AdminDown)
        {
            return state == BfdState.Down
                ? (state, null)
                : (BfdState.Down, BfdDiagnostic.NeighbourSignalledDown);
        }

        return (state, received) switch
        {
            (BfdState.Down, BfdState.Down) => (BfdState.Init, null),
            (BfdState.Down, BfdState.Init) => (BfdState.Up, null),
            (BfdState.Init, BfdState.Init or BfdState.Up) => (BfdState.Up, null),
            (BfdState.Up, BfdState.Down) => (BfdState.Down, BfdDiagnostic.NeighbourSignalledDown),
            _ => (state, null),
        };
    }

    /// <summary>RFC 5880 §6.8.4: no packet came for the Detection Time.</summary>
    public static (BfdState Next, BfdDiagnostic? Diagnostic) OnDetectionTime(BfdState state) =>
        state is BfdState.Init or BfdState.Up
            ? (BfdState.Down, BfdDiagnostic.DetectionTimeExpired)
            : (state, null);

    /// <summary>RFC 5880 §6.8.16.</summary>
    public static (BfdState Next, BfdDiagnostic? Diagnostic) OnAdmin(BfdState state, bool enabled)
    {
        if (!enabled)
        {
            return (BfdState.AdminDown, BfdDiagnostic.AdministrativelyDown);
        }

        return (state == BfdState.AdminDown ? BfdState.Down : state, null);
    }
}
