using NUnit.Framework;
using Router.Bfd;

namespace Router.Tests.Bfd;

/// <summary>All states and all events: RFC 5880 §6.2 with the procedures of §6.8.6, §6.8.4, §6.8.16.</summary>
public sealed class BfdFsmTests
{
    private const BfdDiagnostic Signalled = BfdDiagnostic.NeighbourSignalledDown;
    private const BfdDiagnostic Expired = BfdDiagnostic.DetectionTimeExpired;
    private const BfdDiagnostic Admin = BfdDiagnostic.AdministrativelyDown;

    [TestCase(BfdState.AdminDown, BfdState.AdminDown, BfdState.AdminDown, null)]
    [TestCase(BfdState.AdminDown, BfdState.Down, BfdState.AdminDown, null)]
    [TestCase(BfdState.AdminDown, BfdState.Init, BfdState.AdminDown, null)]
    [TestCase(BfdState.AdminDown, BfdState.Up, BfdState.AdminDown, null)]
    [TestCase(BfdState.Down, BfdState.AdminDown, BfdState.Down, null)]
    [TestCase(BfdState.Down, BfdState.Down, BfdState.Init, null)]
    [TestCase(BfdState.Down, BfdState.Init, BfdState.Up, null)]
    [TestCase(BfdState.Down, BfdState.Up, BfdState.Down, null)]
    [TestCase(BfdState.Init, BfdState.AdminDown, BfdState.Down, Signalled)]
    [TestCase(BfdState.Init, BfdState.Down, BfdState.Init, null)]
    [TestCase(BfdState.Init, BfdState.Init, BfdState.Up, null)]
    [TestCase(BfdState.Init, BfdState.Up, BfdState.Up, null)]
    [TestCase(BfdState.Up, BfdState.AdminDown, BfdState.Down, Signalled)]
    [TestCase(BfdState.Up, BfdState.Down, BfdState.Down, Signalled)]
    [TestCase(BfdState.Up, BfdState.Init, BfdState.Up, null)]
    [TestCase(BfdState.Up, BfdState.Up, BfdState.Up, null)]
    public void A_received_state(BfdState state, BfdState received, BfdState next, BfdDiagnostic? why) =>
        Assert.That(BfdFsm.On(state, received), Is.EqualTo((next, why)));

    [TestCase(BfdState.AdminDown, BfdState.AdminDown, null)]
    [TestCase(BfdState.Down, BfdState.Down, null)]
    [TestCase(BfdState.Init, BfdState.Down, Expired)]
    [TestCase(BfdState.Up, BfdState.Down, Expired)]
    public void The_detection_time(BfdState state, BfdState next, BfdDiagnostic? why) =>
        Assert.That(BfdFsm.OnDetectionTime(state), Is.EqualTo((next, why)));

    [TestCase(BfdState.AdminDown, true, BfdState.Down, null)]
    [TestCase(BfdState.Down, true, BfdState.Down, null)]
    [TestCase(BfdState.Init, true, BfdState.Init, null)]
    [TestCase(BfdState.Up, true, BfdState.Up, null)]
    [TestCase(BfdState.AdminDown, false, BfdState.AdminDown, Admin)]
    [TestCase(BfdState.Down, false, BfdState.AdminDown, Admin)]
    [TestCase(BfdState.Init, false, BfdState.AdminDown, Admin)]
    [TestCase(BfdState.Up, false, BfdState.AdminDown, Admin)]
    public void The_operator(BfdState state, bool enabled, BfdState next, BfdDiagnostic? why) =>
        Assert.That(BfdFsm.OnAdmin(state, enabled), Is.EqualTo((next, why)));
}
