using System;
using System.IO;
using Router.Slots;

namespace Router.Boards.Init.Slots;

/// <summary>
/// The slots of the board that runs: which one it is, whether it is on trial, and the steps from one state to the next,
/// each on the disk when it returns.
/// </summary>
public sealed class BoardSlots
{
    private readonly SlotStore _store;

    /// <param name="store">Where the state is.</param>
    /// <param name="running">The slot that runs.</param>
    /// <param name="isTrial">It boots this once.</param>
    public BoardSlots(SlotStore store, Slot running, bool isTrial)
    {
        _store = store;
        Running = running;
        IsTrial = isTrial;
    }

    public Slot Running { get; }

    /// <summary>It has yet to show that it works.</summary>
    public bool IsTrial { get; private set; }

    /// <summary>The other slot boots from now on: this one has had its starts.</summary>
    public bool IsOver { get; private init; }

    /// <summary>
    /// What the first process does with the slots before anything else. GRUB has made the step of this start by itself;
    /// a Raspberry Pi's firmware makes none, so it is made here.
    /// </summary>
    /// <exception cref="IOException">The state cannot be read or written.</exception>
    public static BoardSlots Start(SlotStore store, BootChain chain, RunningSlot running)
    {
        if (chain != BootChain.RaspberryPi)
        {
            return new BoardSlots(store, running.Slot, running.IsTrial);
        }

        Slot active = store.ReadFirmwareChoice();
        bool isTrial = running.Slot != active;
        SlotState after = store.Change(state => Step(state, active, isTrial));
        return new BoardSlots(store, running.Slot, isTrial) { IsOver = !isTrial && after.Active != running.Slot };
    }

    /// <summary>The step of a start that the firmware has chosen by itself.</summary>
    /// <param name="state">As it was written last.</param>
    /// <param name="active">The slot that it boots without "tryboot".</param>
    /// <param name="isTrial">It booted the other one.</param>
    public static SlotState Step(SlotState state, Slot active, bool isTrial)
    {
        if (state.Active != active)
        {
            // The power went between the two writes of a step that kept a slot or gave one up.
            state = state.Trial == active || !state.IsGood(state.Active.Other())
                ? state.Keep(active)
                : state with { Active = active, Trial = null, Attempts = 0 };
        }

        // A reset without "tryboot" has used up the trial as well.
        return isTrial ? state with { Trial = null } : (state with { Trial = null }).Boot(out _, out _);
    }

    /// <exception cref="IOException">It cannot be read.</exception>
    public SlotState Read() => _store.Read();

    /// <summary>The node is ready. Nothing is written where nothing changes, nor in a trial.</summary>
    public void Ready()
    {
        if (!IsTrial)
        {
            _store.Change(static state => state.Attempts == 0 ? null : state.Ready());
        }
    }

    /// <summary>The trial went well.</summary>
    public void Keep()
    {
        _store.Change(state => state.Keep(Running));
        IsTrial = false;
    }

    /// <summary>The node crashed too often. False: there is no other slot to boot.</summary>
    public bool GiveUp()
    {
        bool hasOther = false;
        _store.Change(state =>
        {
            SlotState? next = state.GiveUp(Running);
            hasOther = next is not null;
            return next;
        });
        return hasOther;
    }

    /// <summary>The other slot is about to be overwritten: nothing may boot it.</summary>
    /// <exception cref="InvalidOperationException">A trial runs: the other slot is the way back.</exception>
    public void BeginWriting() => _store.Change(state => IsTrial || state.Active != Running
        ? throw new InvalidOperationException("the slot that runs is on trial: the other one is the way back")
        : state.BeginWriting(Running.Other()));

    /// <summary>The other slot was written and found right: the next start tries it.</summary>
    public void BeginTrial() => _store.Change(state => state.BeginTrial(Running.Other()));
}
