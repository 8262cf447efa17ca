namespace Router.Sim;

/// <summary>
/// Gilbert's two-state loss with Elliott's per-state loss, all in parts per million: chance per frame to enter the bad
/// state, to leave it, and to be lost in each.
/// </summary>
public readonly record struct BurstLoss(int EnterPpm, int LeavePpm, int GoodLossPpm = 0, int BadLossPpm = 1_000_000);
