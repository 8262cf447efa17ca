namespace Router.Sim;

/// <summary>
/// Decides which frames a direction loses: every n-th, by independent chance, in bursts, or all of these.
/// </summary>
internal struct LossModel
{
    private long _sinceLoss;
    private bool _bad;

    public bool Loses(in Impairment impairment, WireStreams streams)
    {
        bool lost = false;
        if (impairment.LossEvery > 0 && ++_sinceLoss >= impairment.LossEvery)
        {
            _sinceLoss = 0;
            lost = true;
        }

        lost |= WireStreams.Happens(streams.Loss, impairment.LossPpm);
        return lost | LosesInBurst(impairment.Burst, streams);
    }

    // Gilbert-Elliott: the state moves first, then its own chance decides.
    private bool LosesInBurst(in BurstLoss burst, WireStreams streams)
    {
        if (burst.EnterPpm == 0)
        {
            _bad = false;
            return false;
        }

        if (WireStreams.Happens(streams.Burst, _bad ? burst.LeavePpm : burst.EnterPpm))
        {
            _bad = !_bad;
        }

        return WireStreams.Happens(streams.Burst, _bad ? burst.BadLossPpm : burst.GoodLossPpm);
    }
}
