using System;
using System.Collections.Generic;
using NUnit.Framework;
using Router.Bgp;
using Router.Wire.Bgp;

namespace Router.Tests.Bgp;

/// <summary>
/// RFC 4271 §8.2.2, read state by state. A cell is "next state, NOTIFICATION code/subcode or -, ConnectRetryCounter":
/// 0 sets it to zero, + counts one up, = leaves it. Events 29 and 30 come from RFC 2918 and RFC 9687. Departures from
/// the text, each as the whole field has it: a NOTIFICATION is not answered with one in OpenSent (§6.4 over §8.2.2), a
/// header error in Established is answered as §6.1 says, FSM errors carry the subcodes of RFC 6608.
/// </summary>
public sealed class FsmTableTests
{
    private const string Ignored = "same";

    private static readonly Dictionary<BgpState, string[]> s_table = new()
    {
        // Index 0 is event 1.
        [BgpState.Idle] =
        [
            "Connect - 0", Ignored, "Connect - 0", "Active - 0", "Active - 0", Ignored, Ignored, Ignored, // 1-8
            Ignored, Ignored, Ignored, Ignored, "Connect - =", // 9-13
            Ignored, Ignored, Ignored, Ignored, Ignored, // 14-18
            Ignored, Ignored, Ignored, Ignored, Ignored, Ignored, Ignored, Ignored, Ignored, Ignored, // 19-28
            Ignored, Ignored,
        ],
        [BgpState.Connect] =
        [
            Ignored, "Idle - 0", Ignored, Ignored, Ignored, Ignored, Ignored, "Idle - +",
            "Connect - =", "Idle - +", "Idle - +", "OpenSent - =", "Idle - +",
            Ignored, Ignored, "OpenSent - =", "OpenSent - =", "Idle - =",
            "Idle - +", "OpenConfirm - =", "Idle - +", "Idle - +", "Idle - +", "Idle - +", "Idle - +", "Idle - +",
            "Idle - +",
            "Idle - +",
            "Idle - +", "Idle - +",
        ],
        [BgpState.Active] =
        [
            Ignored, "Idle - 0", Ignored, Ignored, Ignored, Ignored, Ignored, "Idle - +",
            "Connect - =", "Idle - +", "Idle - +", "OpenSent - =", "Idle - +",
            Ignored, Ignored, "OpenSent - =", "OpenSent - =", "Idle - +",
            "Idle - +", "OpenConfirm - =", "Idle - +", "Idle - +", "Idle - +", "Idle - +", "Idle - +", "Idle - +",
            "Idle - +",
            "Idle - +",
            "Idle - +", "Idle - +",
        ],
        [BgpState.OpenSent] =
        [
            Ignored, "Idle 6/0 0", Ignored, Ignored, Ignored, Ignored, Ignored, "Idle 6/0 +",
            "Idle 5/0 +", "Idle 4/0 +", "Idle 5/0 +", "Idle 5/0 +", "Idle 5/0 +",
            Ignored, Ignored, Ignored, Ignored, "Active - =",
            "OpenConfirm - =", "Idle 5/1 +", "Idle 1/9 +", "Idle 2/9 +", "Idle 6/7 +", "Idle - =", "Idle - +",
            "Idle 5/1 +",
            "Idle 5/1 +", "Idle 5/1 +",
            "Idle 5/1 +", "Idle 8/0 +",
        ],
        [BgpState.OpenConfirm] =
        [
            Ignored, "Idle 6/0 0", Ignored, Ignored, Ignored, Ignored, Ignored, "Idle 6/0 +",
            "Idle 5/0 +", "Idle 4/0 +", "OpenConfirm - =", "Idle 5/0 +", "Idle 5/0 +",
            Ignored, Ignored, Ignored, Ignored, "Idle - +",
            "Idle 5/2 +", "Idle 5/2 +", "Idle 1/9 +", "Idle 5/2 +", "Idle 6/7 +", "Idle - =", "Idle - +",
            "Established - =",
            "Idle 5/2 +", "Idle 5/2 +",
            "Idle 5/2 +", "Idle 8/0 +",
        ],
        [BgpState.Established] =
        [
            Ignored, "Idle 6/0 0", Ignored, Ignored, Ignored, Ignored, Ignored, "Idle 6/0 +",
            "Idle 5/0 +", "Idle 4/0 +", "Established - =", "Idle 5/0 +", "Idle 5/0 +",
            Ignored, Ignored, Ignored, Ignored, "Idle - +",
            "Idle 5/3 +", "Idle 5/3 +", "Idle 1/9 +", "Idle 5/3 +", "Idle 6/7 +", "Idle - +", "Idle - +",
            "Established - =",
            "Established - =", "Idle 3/9 +",
            "Established - =", "Idle 8/0 +",
        ],
    };

    private static IEnumerable<TestCaseData> Cells()
    {
        foreach (BgpState state in Enum.GetValues<BgpState>())
        {
            foreach (FsmEvent e in Enum.GetValues<FsmEvent>())
            {
                yield return new TestCaseData((int)state, (int)e).SetArgDisplayNames(state.ToString(), e.ToString());
            }
        }
    }

    [Test]
    public void Every_event_has_a_cell_in_every_state()
    {
        foreach (BgpState state in Enum.GetValues<BgpState>())
        {
            Assert.That(s_table[state], Has.Length.EqualTo(Enum.GetValues<FsmEvent>().Length), state.ToString());
        }
    }

    [TestCaseSource(nameof(Cells))]
    public void Cell(int stateNumber, int eventNumber)
    {
        BgpState state = (BgpState)stateNumber;
        FsmEvent e = (FsmEvent)eventNumber;
        FsmTransition t = SessionFsm.On(state, new FsmInput(e)
        {
            // Each kind of bad message brings its own code; 9 stands for whatever subcode the message earned.
            Code = e switch
            {
                FsmEvent.BgpHeaderError => BgpErrorCode.MessageHeader,
                FsmEvent.BgpOpenError => BgpErrorCode.Open,
                FsmEvent.UpdateError => BgpErrorCode.Update,
                FsmEvent.ManualStop or FsmEvent.AutomaticStop => BgpErrorCode.Cease,
                _ => default,
            },
            Subcode = e is FsmEvent.BgpHeaderError or FsmEvent.BgpOpenError or FsmEvent.UpdateError ? (byte)9 : (byte)0,
        });
        bool speaks = (t.Actions & FsmActions.SendNotification) != 0;
        string counter = (t.Actions & FsmActions.ResetConnectRetryCounter) != 0 ? "0"
            : (t.Actions & FsmActions.CountConnectRetry) != 0 ? "+" : "=";
        string actual = $"{t.Next} {(speaks ? $"{(int)t.Code}/{t.Subcode}" : "-")} {counter}";
        string expected = s_table[state][eventNumber - 1];
        Assert.That(actual, Is.EqualTo(expected == Ignored ? $"{state} - =" : expected));
        Assert.That(t.Next == state || t.Reason.Length > 0, Is.True, "a change of state tells the operator why");
        Assert.That(t.Next == BgpState.Idle && state >= BgpState.OpenSent && (t.Actions & FsmActions.Drop) == 0,
            Is.False,
            "no connection is left behind in Idle");
    }

    [Test]
    public void A_delayed_open_waits_and_answers_the_peers()
    {
        FsmInput connected = new(FsmEvent.TcpRequestAcked) { DelayOpen = true };
        foreach (BgpState state in new[] { BgpState.Connect, BgpState.Active })
        {
            FsmTransition wait = SessionFsm.On(state, connected);
            Assert.That(wait.Next, Is.EqualTo(state));
            Assert.That(wait.Actions & (FsmActions.StartDelayOpen | FsmActions.SendOpen),
                Is.EqualTo(FsmActions.StartDelayOpen));

            FsmTransition lost = SessionFsm.On(state,
                new FsmInput(FsmEvent.TcpConnectionFails) { DelayOpen = true, DelayOpenRunning = true });
            Assert.That(lost.Next, Is.EqualTo(state == BgpState.Connect ? BgpState.Active : BgpState.Idle));

            FsmTransition version = SessionFsm.On(state,
                new FsmInput(FsmEvent.NotificationVersionError) { DelayOpen = true, DelayOpenRunning = true });
            Assert.That(version.Actions & FsmActions.CountConnectRetry, Is.EqualTo(FsmActions.None));
        }
    }
}
